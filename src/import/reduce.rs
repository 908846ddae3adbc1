//! Reduces a piece of a page to the HTML that an answer can hold: no script, menu, form
//! or style, absolute links, few tags and fewer attributes. The Markdown converter then
//! meets nothing unexpected.

use scraper::ElementRef;

use super::node::{self, NodeRef, is_left_out};
use super::origin::{Page, Unresolved};
use super::{escape, prose};

/// Elements deeper than this give only their text, because the converter recurses.
const MAX_DEPTH: usize = 64;

/// The HTML that an answer is made of.
pub struct Reduced<'a> {
    pub html: String,
    page: &'a Page,
    /// How many links were lost because the page's address is not known.
    pub relative_links: usize,
}

impl<'a> Reduced<'a> {
    pub fn of(nodes: &[NodeRef<'_>], page: &'a Page) -> Self {
        let mut reduced = Self { html: String::new(), page, relative_links: 0 };
        for node in nodes {
            reduced.add(*node, 0, false);
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
        // The node that was asked for is kept whatever it is.
        if depth > 0 && is_left_out(&element) {
            return;
        }
        if depth >= MAX_DEPTH {
            return self.words(&node::text(node));
        }
        match element.value().name() {
            "br" => self.line_break(),
            "hr" => self.html.push_str("<hr>"),
            "img" => self.image(&element),
            "a" => self.link(&element, depth),
            name @ ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "li" | "blockquote"
            | "em" | "strong" | "b" | "i" | "table" | "thead" | "tbody" | "tr" | "th"
            | "td") => {
                self.wrapped(node, name, depth, verbatim);
            }
            name @ ("pre" | "code") => self.wrapped(node, name, depth, true),
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

    fn children(&mut self, node: NodeRef<'_>, depth: usize, verbatim: bool) {
        for child in node.children() {
            self.add(child, depth + 1, verbatim);
        }
    }

    /// `open` is the name of the element and its attributes.
    fn wrapped(&mut self, node: NodeRef<'_>, open: &str, depth: usize, verbatim: bool) {
        let (name, _) = open.split_once(' ').unwrap_or((open, ""));
        self.html.push_str(&format!("<{open}>"));
        self.children(node, depth, verbatim);
        self.html.push_str(&format!("</{name}>"));
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
        let resolved = element.attr("href").map(|href| self.page.resolve(href));
        match resolved {
            Some(Ok(url)) if !node::text(**element).is_empty() => {
                self.html.push_str("<a href=\"");
                self.attribute(url.as_str());
                self.html.push_str("\">");
                self.children(**element, depth, true);
                self.html.push_str("</a>");
            }
            other => {
                self.relative_links +=
                    usize::from(matches!(other, Some(Err(Unresolved::Relative))));
                self.children(**element, depth, false);
            }
        }
    }

    /// A picture without an alternative text is decoration and is left out.
    fn image(&mut self, element: &ElementRef<'_>) {
        let words = prose::tidy(element.attr("alt").unwrap_or_default());
        let url = element.attr("src").and_then(|src| self.page.resolve(src).ok());
        let Some(url) = url.filter(|url| url.scheme().starts_with("http")) else { return };
        if words.is_empty() {
            return;
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
