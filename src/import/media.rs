//! What an answer says in place of what it cannot hold: films, recordings, pictures that
//! stand for a document, superscripts.

use percent_encoding::percent_decode_str;
use scraper::ElementRef;
use url::Url;

use super::prose;

/// Digits and signs as superscript characters. Absent for any other text.
pub fn superscript(text: &str) -> Option<String> {
    let raised = text.trim().chars().map(|c| {
        Some(match c {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4'..='9' => char::from_u32('⁴' as u32 + (c as u32 - '4' as u32))?,
            '+' => '⁺',
            '-' | '−' => '⁻',
            _ => return None,
        })
    });
    raised.collect::<Option<String>>().filter(|raised| !raised.is_empty())
}

/// Whether a table only places words on the page: no row has two cells with words.
pub fn is_layout(table: &ElementRef<'_>) -> bool {
    let is_cell = |e: &ElementRef<'_>| matches!(e.value().name(), "td" | "th");
    !table
        .descendent_elements()
        .filter(|e| e.value().name() == "tr")
        .any(|row| row.child_elements().filter(is_cell).filter(|cell| has_words(cell)).count() > 1)
}

fn has_words(element: &ElementRef<'_>) -> bool {
    // Tables that compare say yes and no with a sign.
    let says = |c: char| c.is_alphanumeric() || "✓✔✗✘✅❌☑☒".contains(c);
    element.text().any(|text| text.contains(says))
}

/// What a medium is called in a link, and in a warning that says that it was left out.
pub fn names(element: &ElementRef<'_>) -> (&'static str, &'static str) {
    let films = ["youtu", "vimeo", "dailymotion", "peertube", "tube.", "video", "player"];
    let source = address(element).unwrap_or_default();
    match element.value().name() {
        "audio" => ("Enregistrement audio", "un enregistrement audio"),
        "video" => ("Vidéo", "une vidéo"),
        "iframe" if films.iter().any(|film| source.contains(film)) => ("Vidéo", "une vidéo"),
        "iframe" => ("Contenu intégré", "un contenu intégré à la page"),
        _ => ("Document", "un document intégré à la page"),
    }
}

/// Where a medium is: its own address, or that of its first source.
pub fn address<'a>(element: &ElementRef<'a>) -> Option<&'a str> {
    // Consent managers move the address away from `src` until the reader agrees.
    let own = |element: &ElementRef<'a>| {
        ["src", "data-src", "data-cmp-src", "data-lazy-src", "data"]
            .iter()
            .filter_map(|name| element.attr(name))
            .find(|address| !address.is_empty() && !address.starts_with("about:"))
    };
    own(element).or_else(|| {
        element.descendent_elements().filter(|e| e.value().name() == "source").find_map(|e| own(&e))
    })
}

/// The page where a film is watched, for the address that pages embed.
pub fn watched(url: Url) -> Url {
    let host = url.host_str().unwrap_or_default();
    let youtube = host.ends_with("youtube.com") || host.ends_with("youtube-nocookie.com");
    let film = url.path().strip_prefix("/embed/").filter(|film| {
        youtube
            && !film.is_empty()
            && film.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    });
    let page = film.map(|film| format!("https://www.youtube.com/watch?v={film}"));
    page.and_then(|page| Url::parse(&page).ok()).unwrap_or(url)
}

/// Whether an address is that of a picture.
pub fn is_picture(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif"]
        .iter()
        .any(|end| path.ends_with(&format!(".{end}")))
}

/// The last part of an address's path, or the whole address.
pub fn file_name(url: &Url) -> String {
    let last = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    let name = percent_decode_str(last).decode_utf8_lossy().into_owned();
    if name.is_empty() { url.as_str().to_owned() } else { name }
}

/// Whether a text gives an address or a number already, however it is spaced.
pub fn says(text: &str, address: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (text, address) = (bare(text), bare(address));
    // `+33 1 23…` and `01 23…` are one number.
    let number = address.bytes().all(|b| b.is_ascii_digit()) && address.len() > 9;
    let address = if number { &address[address.len() - 9..] } else { &address };
    text.contains(address)
}

/// Whether the words of a link lead to the top of the page or to its contents.
pub fn leads_up(text: &str) -> bool {
    let words = prose::words(text);
    [
        "retour en haut",
        "retour en haut de page",
        "retour en haut de la page",
        "haut de page",
        "haut de la page",
        "en haut",
        "retour au sommaire",
        "retour a la liste",
        "retour aux questions",
        "revenir en haut",
        "remonter",
        "back to top",
        "top",
        "haut",
        "retour au debut",
        "sommaire",
    ]
    .contains(&words.as_str())
}
