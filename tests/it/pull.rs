//! The content follows a repository, which is a bare one on the disk here.

mod follow;
mod interrupted;
mod obstacles;
mod scene;
