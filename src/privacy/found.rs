//! The kinds of personal data, their masks, and how much of each was found.

use std::ops::Range;

/// A kind of personal data. When two finds overlap, the kind that comes first here names
/// both: it is the one that says most about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The number of a person in the French social security, which is also the INS.
    Nir,
    /// The number of a patient in an establishment, or of a file.
    File,
    /// The number of a person's papers or card, or that of a member of an insurance.
    Personal,
    /// An international bank account number, or a French RIB.
    Iban,
    /// A payment card.
    Card,
    /// A password, a token, a key, or a short code such as a PIN.
    Secret,
    /// A health professional, in the directory RPPS.
    Rpps,
    /// A health professional, in the former directory ADELI.
    Adeli,
    /// A health establishment, in the directory FINESS.
    Finess,
    /// An e-mail address that is not an office's.
    Email,
    /// A telephone number.
    Phone,
    /// A date of birth.
    BirthDate,
    /// An address of the Internet protocol, version 4 or 6.
    Ip,
    /// Where a person lives.
    Home,
    /// An account on a chat network.
    Account,
    /// The name of a person, which a title, a label or a date of birth tells.
    Name,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 16] = [
        Self::Nir,
        Self::File,
        Self::Personal,
        Self::Iban,
        Self::Card,
        Self::Secret,
        Self::Rpps,
        Self::Adeli,
        Self::Finess,
        Self::Email,
        Self::Phone,
        Self::BirthDate,
        Self::Ip,
        Self::Home,
        Self::Account,
        Self::Name,
    ];

    /// Its word in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nir => "nir",
            Self::File => "file",
            Self::Personal => "personal",
            Self::Iban => "iban",
            Self::Card => "card",
            Self::Secret => "secret",
            Self::Rpps => "rpps",
            Self::Adeli => "adeli",
            Self::Finess => "finess",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::BirthDate => "birth_date",
            Self::Ip => "ip",
            Self::Home => "home",
            Self::Account => "account",
            Self::Name => "name",
        }
    }

    /// What stands in the masked text, French, in square brackets.
    pub const fn mask(self) -> &'static str {
        match self {
            Self::Nir => "[NIR]",
            Self::File => "[numéro de dossier]",
            Self::Personal => "[numéro personnel]",
            Self::Iban => "[IBAN]",
            Self::Card => "[carte bancaire]",
            Self::Secret => "[secret]",
            Self::Rpps => "[RPPS]",
            Self::Adeli => "[ADELI]",
            Self::Finess => "[FINESS]",
            Self::Email => "[adresse e-mail]",
            Self::Phone => "[téléphone]",
            Self::BirthDate => "[date de naissance]",
            Self::Ip => "[adresse IP]",
            Self::Home => "[adresse postale]",
            Self::Account => "[compte]",
            Self::Name => "[nom]",
        }
    }
}

/// How many pieces of personal data a text has, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found([usize; Kind::ALL.len()]);

impl Found {
    /// How many pieces of this kind were masked.
    pub fn count(&self, kind: Kind) -> usize {
        self.0[kind as usize]
    }

    /// The kinds that were found, each once.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        Kind::ALL.into_iter().filter(|kind| self.count(*kind) > 0)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.kinds().next().is_none()
    }

    pub(super) fn add(&mut self, kind: Kind) {
        self.0[kind as usize] += 1;
    }
}

/// A find: characters of the [`Seen`](super::seen::Seen) text, and what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub range: Range<usize>,
    pub kind: Kind,
}

impl Span {
    pub const fn new(start: usize, end: usize, kind: Kind) -> Self {
        Self { range: start..end, kind }
    }
}
