//! What every chat network does alike, between the networks and the bot.

pub mod admin;
pub mod layout;
