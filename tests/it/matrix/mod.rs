//! Matrix with a real homeserver, Synapse (`homeserver`), and members whose client
//! nobody here wrote, matrix-nio (`member`); both prove themselves in `people`.
//! `peers` installs and runs them. The bot is the real binary (`bot`).

mod absences;
pub mod bot;
mod conversations;
pub mod event;
pub mod homeserver;
mod kept;
pub mod member;
mod peers;
mod people;
mod rooms;
mod sessions;
