//! How the bot is used on one network, for the sentences that say so. The commands
//! come from the table of `conversation::admin`, the other ways from the network.

/// What a person may do on a network to be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Ways to ask that are not a command, one sentence each; may be empty.
    pub ways: &'static [&'static str],
    /// Commands as they are typed there, each with what it does; may be empty.
    pub commands: Vec<(String, &'static str)>,
    /// The command that reloads the FAQ although golden questions newly fail.
    pub force_reload: String,
    /// What is typed before the name of an entry that was read again and is still correct.
    pub still_correct: String,
}
