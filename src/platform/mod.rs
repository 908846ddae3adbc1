//! Chat networks, one folder or file each.
