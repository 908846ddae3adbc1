//! Matrix with a real homeserver, Synapse (`homeserver`), and members who use independent
//! clients, matrix-nio and matrix-js-sdk (`member`); `people` tests the first two. `peers`
//! installs and runs them; `proxy` stands between and fails. The bot is the real binary
//! (`bot`).

mod absences;
pub mod bot;
mod conversations;
mod doctor;
mod element;
pub mod event;
mod feedback;
mod first_start;
pub mod homeserver;
mod kept;
mod limits;
pub mod member;
mod outages;
mod patients;
mod peers;
mod people;
mod proxy;
mod rooms;
mod sessions;
mod team;
mod traces;
