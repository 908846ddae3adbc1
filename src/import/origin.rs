//! What a web page says about itself: its address, the base of its relative links, the
//! date of its last update.

use jiff::civil::Date;
use scraper::{Html, Selector};
use url::Url;

use super::dates;

/// What a page says about itself.
#[derive(Debug, Default)]
pub struct Page {
    /// The page's address.
    pub url: Option<Url>,
    /// The base of its relative links.
    base: Option<Url>,
    /// The date of its last update.
    pub updated: Option<Date>,
}

impl Page {
    /// `source` is the address that the person importing gave. It takes precedence.
    pub fn of(document: &Html, text: &str, source: Option<&Url>) -> Self {
        let first = |css: &str, attribute: &str| {
            let selector = Selector::parse(css).expect("a constant selector");
            document.select(&selector).find_map(|found| found.attr(attribute))
        };
        let url = source.cloned().or_else(|| {
            first("link[rel~=canonical][href]", "href")
                .and_then(web_address)
                .or_else(|| first("meta[property='og:url']", "content").and_then(web_address))
                .or_else(|| saved_from(text))
        });
        let base = match (first("base[href]", "href"), &url) {
            (Some(base), Some(url)) => url.join(base).ok(),
            (Some(base), None) => web_address(base),
            (None, url) => url.clone(),
        };
        let meta = "meta[property='article:modified_time'], meta[property='og:updated_time'], \
                    meta[name='dcterms.modified' i], meta[name='dc.date.modified' i], \
                    meta[name='last-modified' i]";
        let updated = first(meta, "content")
            .and_then(dates::find)
            .or_else(|| document.root_element().text().find_map(dates::update_mention));
        Self { url, base, updated }
    }

    /// The page of a piece of HTML that came without the page.
    pub fn at(url: Option<&Url>) -> Self {
        Self { url: url.cloned(), base: url.cloned(), updated: None }
    }

    /// Makes a link of the page absolute.
    pub fn resolve(&self, link: &str) -> Result<Url, Unresolved> {
        let link = link.trim();
        let url = match (Url::parse(link), &self.base) {
            (Ok(url), _) => url,
            (Err(_), Some(base)) => base.join(link).map_err(|_| Unresolved::Useless)?,
            (Err(_), None) => return Err(Unresolved::Relative),
        };
        let url = redirected(&url).unwrap_or(url);
        let leads = matches!(url.scheme(), "http" | "https" | "mailto" | "tel");
        if leads { Ok(url) } else { Err(Unresolved::Useless) }
    }
}

/// The target of a link that word processors and mail systems write in place of the real
/// one.
fn redirected(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let name = match host {
        "www.google.com" | "www.google.fr" if url.path() == "/url" => ["q", "url"],
        _ if host.ends_with("safelinks.protection.outlook.com") => ["url", "url"],
        _ => return None,
    };
    let (_, target) = url.query_pairs().find(|(key, _)| name.contains(&key.as_ref()))?;
    web_address(&target)
}

/// Why a link cannot be kept.
pub enum Unresolved {
    /// It is relative, and the page has no base.
    Relative,
    /// It is `javascript:`, `data:`, `file:` or not an address.
    Useless,
}

/// An absolute http(s) address, without the `<…>` or the punctuation around it.
pub fn web_address(text: &str) -> Option<Url> {
    let text = text.trim().trim_start_matches('<').trim_end_matches(['>', '.', ',', ';']);
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The address in the comment that browsers put at the top of a page they save.
fn saved_from(text: &str) -> Option<Url> {
    let (_, rest) = text.split_once("saved from url=(")?;
    let (_, rest) = rest.split_once(')')?;
    web_address(rest.split_whitespace().next()?)
}
