//! A writer of XHTML that cannot write ill-formed XML: every element that is
//! opened is closed, every text and attribute is escaped, and characters that
//! XML 1.0 forbids fall away.

use std::fmt::Write;

use crate::xml::escape;

/// XML in the making.
#[derive(Debug, Default)]
pub struct Xhtml {
    text: String,
    open: Vec<&'static str>,
}

/// Attributes of one element. A value of `None` leaves the attribute out.
pub type Pairs<'a> = &'a [(&'a str, Option<&'a str>)];

impl Xhtml {
    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: Pairs<'_>) -> &mut Self {
        self.tag(name, attributes);
        self.text.push('>');
        self.open.push(name);
        self
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.text.push_str("</");
            self.text.push_str(name);
            self.text.push('>');
        }
        self
    }

    /// An element without content, such as `img`.
    pub fn void(&mut self, name: &'static str, attributes: Pairs<'_>) -> &mut Self {
        self.tag(name, attributes);
        self.text.push_str("/>");
        self
    }

    /// Text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.text);
        self
    }

    /// A line's end between blocks.
    pub fn line(&mut self) -> &mut Self {
        self.text.push('\n');
        self
    }

    /// An element that holds only text.
    pub fn leaf(&mut self, name: &'static str, attributes: Pairs<'_>, text: &str) -> &mut Self {
        self.open(name, attributes).text(text).close()
    }

    fn tag(&mut self, name: &str, attributes: Pairs<'_>) {
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            if let Some(value) = value {
                let _ = write!(self.text, " {key}=\"");
                escape(value, &mut self.text);
                self.text.push('"');
            }
        }
    }

    /// What another writer wrote, with what it left open closed.
    pub fn append(&mut self, other: Xhtml) -> &mut Self {
        self.text.push_str(&other.finish());
        self
    }

    /// Everything written, with what is still open closed.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_makes_it_ill_formed() {
        let mut xhtml = Xhtml::default();
        xhtml.open("p", &[("title", Some("a\"<&\u{1}")), ("lang", None)]);
        xhtml.text("]]> & \u{0}\u{ffff}<b>").void("br", &[]);
        assert_eq!(xhtml.finish(), "<p title=\"a&quot;&lt;&amp;\">]]&gt; &amp; &lt;b&gt;<br/></p>");
    }
}
