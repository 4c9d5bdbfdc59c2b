//! `SUMMARY.md`, the table of contents of GitBook and of those who took it over: links in lists
//! give pages in order, headings give parts.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

/// A page in a table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is called there.
    pub title: String,
    /// The address of its file, as written; empty for a chapter that is not written yet.
    pub address: String,
    /// How deep it stands: 0 outside lists and at their first level.
    pub depth: usize,
    /// The part that it stands in.
    pub part: Option<String>,
}

/// The entries of a table of contents, in order.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut part = None;
    let (mut lists, mut heading, mut link) = (0usize, None::<String>, None::<String>);
    let mut first = true;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::List(_)) => lists += 1,
            Event::End(TagEnd::List(_)) => lists = lists.saturating_sub(1),
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(level)) => {
                // A heading of level 1 before all entries is that of the whole.
                let words = heading.take().unwrap_or_default();
                if !(first && entries.is_empty() && level == HeadingLevel::H1) {
                    part = Some(words).filter(|words| !words.trim().is_empty());
                }
                first = false;
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = Some(dest_url.to_string());
                entries.push(Entry {
                    title: String::new(),
                    address: dest_url.to_string(),
                    depth: lists.saturating_sub(1),
                    part: part.clone(),
                });
            }
            Event::End(TagEnd::Link) => link = None,
            Event::Text(words) | Event::Code(words) => {
                if let (Some(_), Some(entry)) = (&link, entries.last_mut()) {
                    entry.title.push_str(&words);
                } else if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            _ => {}
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_give_pages_and_headings_parts() {
        let text = "# Summary\n\n[Welcome](README.md)\n\n## Doing it\n\n* [One *thing*](a/one.md)\n  * [Two](a/two.md)\n* [Later]()\n";
        let found: Vec<_> = entries(text)
            .into_iter()
            .map(|entry| (entry.title, entry.address, entry.depth, entry.part.unwrap_or_default()))
            .collect();
        let entry = |title: &str, address: &str, depth, part: &str| {
            (title.to_owned(), address.to_owned(), depth, part.to_owned())
        };
        assert_eq!(
            found,
            [
                entry("Welcome", "README.md", 0, ""),
                entry("One thing", "a/one.md", 0, "Doing it"),
                entry("Two", "a/two.md", 1, "Doing it"),
                entry("Later", "", 0, "Doing it"),
            ]
        );
        // Without a heading of its own, the first one behind an entry is that of a part.
        let found = entries("[Welcome](README.md)\n\n# Doing it\n\n* [One](one.md)\n");
        assert_eq!(found[1].part.as_deref(), Some("Doing it"));
    }
}
