//! Matrix with a real homeserver, Synapse (`homeserver`), and members whose client
//! nobody here wrote, matrix-nio (`member`); both prove themselves in `people`.
//! `peers` installs and runs them. The bot is the real binary (`bot`).

#[expect(dead_code, reason = "parts are for scenes still to come")]
mod bot;
mod conversations;
#[expect(dead_code, reason = "parts are for scenes still to come")]
mod event;
#[expect(dead_code, reason = "parts are for scenes still to come")]
mod homeserver;
mod kept;
#[expect(dead_code, reason = "parts are for scenes still to come")]
mod member;
mod peers;
mod people;
mod sessions;
