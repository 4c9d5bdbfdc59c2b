//! Pages and settings that made the reading of a site panic, run out of stack or take memory without end.

use phasebook::build::{Project, ReadOptions};
use phasebook::files::Memory;

/// The words of all pages of a site, as they are read.
fn read(files: &[(&str, String)]) -> String {
    let files = Memory::new(files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())));
    let project = Project::read(&files, &ReadOptions::default()).expect("the site is read");
    let book = project.book.expect("the site has pages");
    book.chapters.iter().map(|chapter| format!("{:?}", chapter.blocks)).collect()
}

#[test]
fn odd_pages_are_read_to_their_end() {
    let numbers = (0..300).map(|n| if n % 3 == 0 { format!("\"{n}a\"") } else { (n * 7 % 90).to_string() });
    let list = numbers.collect::<Vec<_>>().join(", ");
    let jekyll = ("_config.yml", "title: Site\n".to_owned());
    let eleventy = (".eleventy.js", "module.exports = {};\n".to_owned());
    let page = |text: &str| ("page.md", format!("---\ntitle: Page\n---\n\n# Page\n\n{text}\n\nThe end.\n"));
    // It has more cells than a page may have, and is left out with a message.
    read(&[page(&format!("```{{csv-table}}\n{}\n{}```", ",".repeat(5_000), "a\n".repeat(5_000)))]);
    for site in [
        vec![page("A $`\\ce{A\\bond B}`$ bond.")],
        vec![page("```math\n```\n\n<ol type=\"a\" start=\"4611686018427387904\"><li>a</li></ol>")],
        vec![jekyll.clone(), ("_layouts/default.html", "{%} {{ content }}".to_owned()), page("{%} x")],
        vec![jekyll.clone(), page(&format!("{{{{ {}1{} }}}}", "page[".repeat(12_000), "]".repeat(12_000)))],
        vec![
            jekyll,
            (
                "page.md",
                format!(
                    "---\ntitle: Page\nlist: [{list}]\n---\n\n{{{{ page.list | sort | join }}}}\n\nThe end.\n"
                ),
            ),
        ],
        vec![eleventy.clone(), page("{% raw %} {%} x {% endraw %}")],
        vec![eleventy.clone(), page(&format!("{{{{ 1{} }}}}", "+1".repeat(40_000)))],
        vec![eleventy, page("{{ (\"a\"*1000000).replaceAll(\"\", \"b\"*1000000) | length }}")],
    ] {
        let words = read(&site);
        assert!(words.contains("The end."), "{}: {}", site[0].0, &words[..words.floor_char_boundary(300)]);
    }
}
