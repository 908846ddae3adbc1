//! Matrix with a real homeserver, Synapse (`homeserver`), and members whose client
//! nobody here wrote, matrix-nio (`member`); both prove themselves in `people`.
//! `peers` installs and runs them. The bot is the real binary (`bot`).

#[expect(dead_code, reason = "what the bot does here comes in files of its own")]
mod bot;
#[expect(dead_code, reason = "the same")]
mod event;
#[expect(dead_code, reason = "the same")]
mod homeserver;
mod kept;
#[expect(dead_code, reason = "the same")]
mod member;
mod peers;
mod people;
