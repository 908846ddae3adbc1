//! Discord without Discord: a double of it (`double/`), independent clients that
//! test the double (`peers`), and what the bot does there: conversations,
//! administration, errors.

mod administration;
mod bindings;
mod cards;
mod commands;
pub mod conversations;
mod direct;
mod doctor;
pub mod double;
mod erased;
mod fatal;
mod feedback;
mod fixtures;
#[cfg(feature = "meaning")]
mod languages;
mod limits;
mod passing_on;
mod patience;
mod patients;
mod peers;
mod permissions;
mod privacy;
mod processes;
mod running;
pub mod scene;
mod sentences;
mod sessions;
mod sharing;
mod strictness;
mod team;
mod team_meanwhile;
mod team_together;
mod team_undone;
mod troubles;
mod troubles_rest;
