//! Reduces a piece of a page to the HTML that an answer can hold: no script, menu, form
//! or style, absolute links, few tags and fewer attributes. The Markdown converter then
//! meets nothing unexpected.

use percent_encoding::percent_decode_str;
use scraper::ElementRef;
use url::Url;

use super::answer_table::AnswerTable;
use super::node::{self, NodeRef, is_left_out};
use super::origin::{Page, Unresolved};
use super::{escape, media, prose, title};

/// Elements deeper than this give only their text, because the converter recurses.
const MAX_DEPTH: usize = 64;

/// The HTML that an answer is made of.
pub struct Reduced<'a> {
    pub html: String,
    page: &'a Page,
    /// How many links were lost because the page's address is not known.
    pub relative_links: usize,
    /// What an answer cannot hold, as French nouns with their articles, each once.
    pub lost: Vec<&'static str>,
    /// Greater than 0 inside a cell of a table, which has one line.
    cells: usize,
}

impl<'a> Reduced<'a> {
    pub fn of(nodes: &[NodeRef<'_>], page: &'a Page) -> Self {
        let mut reduced =
            Self { html: String::new(), page, relative_links: 0, lost: Vec::new(), cells: 0 };
        for node in nodes {
            // An answer that is one node is kept whatever it is.
            reduced.add(*node, usize::from(nodes.len() > 1), false);
        }
        reduced
    }

    fn add(&mut self, node: NodeRef<'_>, depth: usize, verbatim: bool) {
        if let Some(words) = node.value().as_text() {
            if verbatim {
                self.words(words)
            } else {
                self.words_and_addresses(words)
            }
            return;
        }
        let Some(element) = ElementRef::wrap(node) else {
            return self.children(node, depth, verbatim);
        };
        if depth > 0 && is_left_out(&element) {
            return self.left_out(&element);
        }
        if depth >= MAX_DEPTH {
            return self.words(&node::text(node));
        }
        match element.value().name() {
            "br" if self.cells > 0 => self.html.push(' '),
            "br" => self.line_break(),
            "hr" => self.html.push_str("<hr>"),
            "img" => self.image(&element),
            "a" => self.link(&element, depth),
            "sup" => self.superscript(node, depth, verbatim),
            "del" | "s" | "strike" => self.wrapped(node, "del", depth, verbatim),
            "iframe" | "video" | "audio" | "object" | "embed" => self.medium(&element),
            // A table inside a cell has no place for cells of its own.
            "table" if self.cells > 0 => self.words(&node::text(node)),
            "table" => match AnswerTable::of(&element) {
                Some(table) => self.table(&table, depth, verbatim),
                None => self.wrapped(node, "div", depth, verbatim),
            },
            // An answer may be one cell of a table that is not a part of it.
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" => {
                self.wrapped(node, "div", depth, verbatim);
            }
            "li" if self.cells > 0 => {
                self.html.push_str(" • ");
                self.children(node, depth, verbatim);
            }
            "p" | "div" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote"
            | "section" | "dl" | "dd" | "dt"
                if self.cells > 0 =>
            {
                self.html.push(' ');
                self.children(node, depth, verbatim);
                self.html.push(' ');
            }
            name @ ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "li" | "blockquote"
            | "em" | "strong" | "b" | "i") => {
                self.wrapped(node, name, depth, verbatim);
            }
            "pre" => self.wrapped(node, "pre", depth, true),
            "code" => {
                let language = element.value().classes().find(|c| c.starts_with("language-"));
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '+';
                let open = match language.filter(|language| language.chars().all(plain)) {
                    Some(language) => format!("code class={language}"),
                    None => "code".to_owned(),
                };
                self.wrapped(node, &open, depth, true);
            }
            "ol" => {
                let start = element.attr("start").and_then(|start| start.parse::<u16>().ok());
                let open = start.filter(|start| (2..1000).contains(start));
                let open =
                    open.map_or_else(|| "ol".to_owned(), |start| format!("ol start={start}"));
                self.wrapped(node, &open, depth, verbatim);
            }
            "dt" | "summary" => {
                self.html.push_str("<p><strong>");
                self.children(node, depth, verbatim);
                self.html.push_str("</strong></p>");
            }
            "dl" | "dd" | "div" | "section" | "article" | "figure" | "figcaption" | "address"
            | "main" | "header" | "footer" | "aside" | "details" | "center" | "caption"
            | "body" | "hgroup" | "fieldset" | "legend" => {
                self.wrapped(node, "div", depth, verbatim);
            }
            _ => self.children(node, depth, verbatim),
        }
    }

    fn left_out(&mut self, element: &ElementRef<'_>) {
        let name = element.value().name();
        let fields = || {
            element.descendent_elements().any(|inner| {
                matches!(inner.value().name(), "textarea" | "select" | "input")
                    && inner.attr("type") != Some("hidden")
            })
        };
        if name == "form" && fields() {
            self.lose("un formulaire");
        } else if name == "canvas" {
            self.lose("un graphique");
        }
    }

    fn lose(&mut self, what: &'static str) {
        if !self.lost.contains(&what) {
            self.lost.push(what);
        }
    }

    fn children(&mut self, node: NodeRef<'_>, depth: usize, verbatim: bool) {
        for child in node.children() {
            self.add(child, depth + 1, verbatim);
        }
    }

    fn table(&mut self, table: &AnswerTable<'_>, depth: usize, verbatim: bool) {
        for title in &table.above {
            self.wrapped(**title, "div", depth, verbatim);
        }
        let above = std::mem::take(&mut self.html);
        self.cells += 1;
        let mut contents = Vec::with_capacity(table.cells.len());
        for cell in &table.cells {
            self.children(*cell.element, depth + 1, verbatim);
            contents.push(std::mem::take(&mut self.html));
        }
        self.cells -= 1;
        self.html = above;
        self.html.push_str(&table.html(&contents));
    }

    /// `open` is the name of the element and its attributes.
    fn wrapped(&mut self, node: NodeRef<'_>, open: &str, depth: usize, verbatim: bool) {
        let (name, _) = open.split_once(' ').unwrap_or((open, ""));
        self.html.push_str(&format!("<{open}>"));
        self.children(node, depth, verbatim);
        self.html.push_str(&format!("</{name}>"));
    }

    /// Digits become superscript characters. Ordinals (`1er`) and letters stay as they are.
    fn superscript(&mut self, node: NodeRef<'_>, depth: usize, verbatim: bool) {
        let text = node::text(node);
        if let Some(raised) = media::superscript(&text) {
            self.words(&raised);
        } else if text.contains(|c: char| c.is_ascii_digit()) && text.chars().count() <= 12 {
            self.words(&format!("^({text})"));
        } else {
            self.children(node, depth, verbatim);
        }
    }

    /// Many editors write two line breaks for a new paragraph, so these become one.
    fn line_break(&mut self) {
        self.html.truncate(self.html.trim_end().len());
        if self.html.ends_with("<br>") {
            self.html.truncate(self.html.len() - "<br>".len());
            self.html.push_str("<p></p>");
        } else if !self.html.ends_with("<p></p>") {
            self.html.push_str("<br>");
        }
    }

    fn link(&mut self, element: &ElementRef<'_>, depth: usize) {
        let href = element.attr("href");
        let text = node::text(**element);
        // A link of the page to its top is not a part of the answer.
        let inner = href.is_some_and(|href| href.starts_with('#'));
        if inner && media::leads_up(&text) {
            return;
        }
        let resolved = href.map(|href| self.page.resolve(href));
        match resolved {
            Some(Ok(url)) if matches!(url.scheme(), "tel" | "mailto") => {
                let address = percent_decode_str(url.path()).decode_utf8_lossy();
                self.children(**element, depth, true);
                if !media::says(&text, &address) {
                    let open = if text.is_empty() { "" } else { " (" };
                    self.words(&format!("{open}{address}"));
                    self.words(if text.is_empty() { "" } else { ")" });
                }
            }
            Some(Ok(url)) if !text.is_empty() => {
                // The address stays as the page writes it when it is only without a path.
                let written = href
                    .map(str::trim)
                    .filter(|href| url.as_str().strip_suffix('/') == Some(*href));
                self.anchor(written.unwrap_or(url.as_str()));
                self.children(**element, depth, true);
                self.html.push_str("</a>");
            }
            Some(Ok(url)) => self.link_around_image(element, &url, depth),
            other => {
                self.relative_links +=
                    usize::from(matches!(other, Some(Err(Unresolved::Relative))));
                self.children(**element, depth, false);
            }
        }
    }

    fn anchor(&mut self, address: &str) {
        self.html.push_str("<a href=\"");
        self.attribute(address);
        self.html.push_str("\">");
    }

    /// A link whose only content is a picture keeps its target: the picture is a sign for
    /// it. A picture that links to itself in full size stays a picture.
    fn link_around_image(&mut self, element: &ElementRef<'_>, url: &Url, depth: usize) {
        let mut images = element.descendent_elements().filter(|e| e.value().name() == "img");
        let Some(image) = images.next() else { return };
        let alt = prose::tidy(image.attr("alt").unwrap_or_default());
        if media::is_picture(url) {
            return self.children(**element, depth, false);
        }
        let name = if alt.is_empty() { media::file_name(url) } else { alt };
        self.anchor(url.as_str());
        self.words(&name);
        self.html.push_str("</a>");
    }

    /// A film, a recording or a page shown inside the page becomes a link to it.
    fn medium(&mut self, element: &ElementRef<'_>) {
        let (name, lost) = media::names(element);
        let address = media::address(element);
        match address.map(|address| self.page.resolve(address)) {
            Some(Ok(url)) if matches!(url.scheme(), "http" | "https") => {
                let title = prose::tidy(element.attr("title").unwrap_or_default());
                let url = media::watched(url);
                self.html.push_str(if self.cells > 0 { " " } else { "<div>" });
                self.anchor(url.as_str());
                self.words(if title.is_empty() { name } else { &title });
                self.html.push_str("</a>");
                self.html.push_str(if self.cells > 0 { " " } else { "</div>" });
            }
            Some(Err(Unresolved::Relative)) => {
                self.relative_links += 1;
                self.lose(lost);
            }
            _ => self.lose(lost),
        }
    }

    /// A picture without an alternative text is mostly decoration. It is left out and told.
    fn image(&mut self, element: &ElementRef<'_>) {
        let words = prose::tidy(element.attr("alt").unwrap_or_default());
        // Some sites draw emoji as pictures.
        if !words.is_empty() && !words.contains(char::is_alphanumeric) && words.len() <= 32 {
            return self.words(&words);
        }
        let source = ["src", "data-src", "data-lazy-src"]
            .iter()
            .filter_map(|name| element.attr(name))
            .find(|source| !source.starts_with("data:"));
        let resolved = source.map(|source| self.page.resolve(source));
        if let Some(Err(Unresolved::Relative)) = resolved
            && !words.is_empty()
        {
            self.relative_links += 1;
            return self.lose("une image");
        }
        let url = resolved.and_then(Result::ok).filter(|url| url.scheme().starts_with("http"));
        let Some(url) = url else {
            return if words.is_empty() {
            } else {
                self.lose("une image intégrée à la page")
            };
        };
        if words.is_empty() {
            let small = ["width", "height"].iter().any(|side| {
                element
                    .attr(side)
                    .and_then(|side| side.parse::<u16>().ok())
                    .is_some_and(|s| s <= 48)
            });
            return if small {
            } else {
                self.lose("une image sans texte de remplacement")
            };
        }
        self.html.push_str("<img src=\"");
        self.attribute(url.as_str());
        self.html.push_str("\" alt=\"");
        let plain: String = words.chars().filter(|c| !"[]\\!*_`<>".contains(*c)).collect();
        self.attribute(&plain);
        self.html.push_str("\">");
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '\0' => {}
                // What a font of icons draws has no meaning without it. These two are bullets of
                // word processors.
                '\u{f0b7}' | '\u{f0a7}' => self.html.push(c),
                c if title::is_private(c) => {}
                c => self.html.push(c),
            }
        }
    }

    /// Writes words outside of a link and makes links of the addresses in them.
    fn words_and_addresses(&mut self, text: &str) {
        let mut from = 0;
        while let Some((start, end)) = escape::address(text, from) {
            self.words(&text[from..start]);
            self.html.push_str("<a href=\"");
            self.attribute(&text[start..end]);
            self.html.push_str("\">");
            self.words(&text[start..end]);
            self.html.push_str("</a>");
            from = end;
        }
        self.words(&text[from..]);
    }

    fn attribute(&mut self, value: &str) {
        for c in value.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '"' => self.html.push_str("&quot;"),
                '<' => self.html.push_str("%3C"),
                '>' => self.html.push_str("%3E"),
                c => self.html.push(c),
            }
        }
    }
}
