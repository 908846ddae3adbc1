//! The program: arguments → the command → exit code.

fn main() {}
