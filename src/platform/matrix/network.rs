//! What this network is called where others count and record.

/// The network's name in the journal, in logs and in metrics.
pub const NETWORK: &str = "matrix";
