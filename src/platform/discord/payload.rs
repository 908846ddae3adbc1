//! A message as Discord takes it. Every constructor cuts to Discord's limits, so that no
//! payload can be refused for its size. Nothing here knows a `Reply`.

use serde::Serialize;
use serde_json::{Value, json};

use super::custom_id::Click;
use crate::wording::cut::cut;

/// Longest `content`, in characters.
pub const CONTENT_MAX: usize = 2_000;
/// Longest description of an embed.
pub const DESCRIPTION_MAX: usize = 4_096;
/// Longest text of all embeds of a message together.
pub const EMBEDS_TOTAL_MAX: usize = 6_000;
/// Longest line at the head of an embed, which Discord calls its author.
pub const HEAD_MAX: usize = 256;
/// Longest title of an embed.
pub const TITLE_MAX: usize = 256;
/// Longest footer of an embed.
pub const FOOTER_MAX: usize = 2_048;
/// Longest name or value of a suggestion or of a menu's option.
pub const CHOICE_MAX: usize = 100;
/// Most suggestions, and most options of a menu.
pub const CHOICES_MAX: usize = 25;
/// Longest label of a button.
pub const LABEL_MAX: usize = 80;
/// Most rows of a message, and most buttons of a row.
pub const ROWS_MAX: usize = 5;

const URL_MAX: usize = 2_048;
const PLACEHOLDER_MAX: usize = 150;
const EPHEMERAL: u64 = 1 << 6;

/// The bot's colour, shown on the edge of every card.
pub const COLOUR: u32 = 0x2f_6f_ab;

/// The body of a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Payload {
    /// The text; may be empty when there is an embed.
    pub content: String,
    /// At most 10 cards, with at most [`EMBEDS_TOTAL_MAX`] characters together.
    pub embeds: Vec<Embed>,
    /// At most [`ROWS_MAX`] rows of buttons or menus.
    pub components: Vec<Row>,
}

/// A card, which Discord calls an embed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Embed {
    #[serde(rename = "author", skip_serializing_if = "Option::is_none")]
    head: Option<Head>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    description: String,
    color: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    footer: Option<Footer>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Head {
    name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Footer {
    text: String,
}

/// A row of buttons, or one menu.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    #[serde(rename = "type")]
    kind: u8,
    components: Vec<Component>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Component {
    Button {
        #[serde(rename = "type")]
        kind: u8,
        style: u8,
        label: String,
        custom_id: String,
    },
    Select {
        #[serde(rename = "type")]
        kind: u8,
        custom_id: String,
        placeholder: String,
        options: Vec<SelectOption>,
    },
}

/// An option of a menu.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SelectOption {
    label: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// The look of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The button that most members want.
    Primary = 1,
    /// Another button.
    Secondary = 2,
    /// A button that overrides a safeguard.
    Danger = 4,
}

/// A button before it is put in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// In French; cut to [`LABEL_MAX`].
    pub label: String,
    /// What it does.
    pub click: Click,
    /// How it looks.
    pub style: Style,
}

/// A file that comes with a message, so that its text can be copied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// Its name, without a folder.
    pub name: String,
    /// What is in it.
    pub text: String,
}

impl TextFile {
    /// A file of this name.
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned() }
    }
}

impl Payload {
    /// A message of text alone, cut to [`CONTENT_MAX`]. The text must not be Markdown that
    /// a cut could break.
    pub fn text(text: &str) -> Self {
        Self { content: cut(text, CONTENT_MAX).into_owned(), ..Self::default() }
    }

    /// A message of one card.
    pub fn card(embed: Embed) -> Self {
        Self { embeds: vec![embed], ..Self::default() }
    }

    /// Adds a line of plain text over the first card.
    #[must_use]
    pub fn headed(mut self, text: &str) -> Self {
        if let Some(first) = self.embeds.first_mut() {
            first.head = Some(Head { name: cut(text, HEAD_MAX).into_owned() });
        }
        self
    }

    /// Adds rows, as long as there is room.
    #[must_use]
    pub fn with_rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.components.extend(rows);
        self.components.truncate(ROWS_MAX);
        self
    }

    /// The body of a message, an edit or an interaction's answer. It never notifies
    /// anybody, and it names every field, so that an edit leaves nothing of the old
    /// message.
    pub fn body(&self, ephemeral: bool) -> Value {
        let Self { content, embeds, components } = self;
        let mut body = json!({
            "content": content,
            "embeds": embeds,
            "components": components,
            "allowed_mentions": { "parse": [], "replied_user": false },
        });
        if ephemeral {
            body["flags"] = json!(EPHEMERAL);
        }
        body
    }
}

impl Embed {
    /// A card. `description` is Markdown, so it should fit [`DESCRIPTION_MAX`] already; a
    /// longer one is cut.
    pub fn new(description: &str) -> Self {
        Self {
            head: None,
            title: None,
            url: None,
            description: cut(description, DESCRIPTION_MAX).into_owned(),
            color: COLOUR,
            footer: None,
        }
    }

    /// Adds a title, which is a link when there is an address that fits.
    #[must_use]
    pub fn titled(mut self, title: &str, url: Option<String>) -> Self {
        self.title =
            Some(cut(title, TITLE_MAX).into_owned()).filter(|title| !title.trim().is_empty());
        self.url = url.filter(|url| url.chars().count() <= URL_MAX);
        self
    }

    /// Adds plain text under the card.
    #[must_use]
    pub fn footer(mut self, text: &str) -> Self {
        self.footer =
            (!text.is_empty()).then(|| Footer { text: cut(text, FOOTER_MAX).into_owned() });
        self
    }

    /// Characters, as Discord counts them for [`EMBEDS_TOTAL_MAX`].
    #[cfg(test)]
    pub fn chars(&self) -> usize {
        let footer = self.footer.as_ref().map_or("", |footer| &footer.text);
        let head = self.head.as_ref().map_or("", |head| &head.name);
        [head, self.title.as_deref().unwrap_or(""), &self.description, footer]
            .iter()
            .map(|text| text.chars().count())
            .sum()
    }
}

impl Row {
    /// A row of at most five buttons; `None` without a button.
    pub fn buttons(buttons: impl IntoIterator<Item = Button>) -> Option<Self> {
        let components: Vec<Component> = (buttons.into_iter().take(5))
            .map(|Button { label, click, style }| Component::Button {
                kind: 2,
                style: style as u8,
                label: cut(&label, LABEL_MAX).into_owned(),
                custom_id: click.encode(),
            })
            .collect();
        (!components.is_empty()).then_some(Self { kind: 1, components })
    }

    /// A row with a menu; `None` without an option.
    pub fn menu(click: &Click, placeholder: &str, options: Vec<SelectOption>) -> Option<Self> {
        let options: Vec<_> = options.into_iter().take(CHOICES_MAX).collect();
        let select = Component::Select {
            kind: 3,
            custom_id: click.encode(),
            placeholder: cut(placeholder, PLACEHOLDER_MAX).into_owned(),
            options,
        };
        let empty = matches!(&select, Component::Select { options, .. } if options.is_empty());
        (!empty).then_some(Self { kind: 1, components: vec![select] })
    }
}

impl SelectOption {
    /// An option. `value` must fit [`CHOICE_MAX`]; it replaces a label that has nothing to
    /// see.
    pub fn new(label: &str, value: String, description: Option<&str>) -> Self {
        let label = if label.trim().is_empty() { &value } else { label };
        Self {
            label: cut(label, CHOICE_MAX).into_owned(),
            description: description
                .filter(|text| !text.trim().is_empty())
                .map(|text| cut(text, CHOICE_MAX).into_owned()),
            value,
        }
    }
}
