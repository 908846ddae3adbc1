//! What stands in for a network that this program is built without: the same
//! names as the network's own folder has, so that the list in `platform.rs` reads the
//! same in every build. Its section of the settings is refused, with the way to
//! build the network in: "unknown key" would send people looking for a typo.

/// Declares the stand-in. `$name` is the network as people write it, `$feature`
/// its Cargo feature.
macro_rules! not_built {
    ($name:literal, $feature:literal) => {
        /// No settings: a program without the network has no value of this type.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Config {}

        impl<'de> serde::Deserialize<'de> for Config {
            fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
                Err(serde::de::Error::custom(concat!(
                    "ce programme est compilé sans ",
                    $name,
                    ". Retirez cette section, ou compilez-le avec «\u{a0}cargo build --release \
                     --features ",
                    $feature,
                    "\u{a0}»."
                )))
            }
        }

        /// Never called, since there is no [`Config`] to call it with.
        pub fn direct_scope(config: &Config) -> crate::search::Scope {
            match *config {}
        }

        /// Never called, since there is no [`Config`] to call it with.
        pub fn has_team(config: &Config) -> bool {
            match *config {}
        }

        /// Never called, since there is no [`Config`] to call it with.
        pub async fn examine(config: &Config) -> crate::finding::Examined {
            match *config {}
        }

        /// Never called, since there is no [`Config`] to call it with.
        pub fn part(config: &Config) -> Option<String> {
            match *config {}
        }

        /// There is no library to mute.
        pub const MUTED_IN_LOG: &[&str] = &[];

        /// Never called, since there is no [`Config`] to call it with.
        pub async fn run(
            config: Config,
            _: std::sync::Arc<crate::bot::Bot>,
            _: std::sync::Arc<crate::conversation::limits::QuestionLimits>,
            _: tokio_util::sync::CancellationToken,
            _: crate::conversation::connected::Connected,
        ) -> anyhow::Result<()> {
            match config {}
        }
    };
}

pub(super) use not_built;
