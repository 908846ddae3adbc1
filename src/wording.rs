//! Every French sentence the bot says.
