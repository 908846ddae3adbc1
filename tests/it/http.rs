//! Health, metrics and asking by HTTP, of the program in a process of its own.

mod asking;
mod description;
mod operation;
mod peers_of_metrics;
mod server;
mod watching;
