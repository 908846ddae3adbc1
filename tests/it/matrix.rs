//! Matrix with a real homeserver, Synapse (`homeserver`), and members who use an
//! independent client, matrix-nio (`member`); `people` tests both. `peers` installs
//! and runs them. The bot is the real binary (`bot`).

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
