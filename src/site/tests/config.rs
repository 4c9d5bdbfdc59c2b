//! `phasebook.yaml`: what is read, and what is said of it.

use super::*;
use crate::config::{Level, configure};
use crate::limits::Limits;

fn read(yaml: &str) -> (Config, Vec<String>) {
    let files = Memory::new([("phasebook.yaml", yaml)]);
    let (config, diagnostics) = configure(&files, "");
    (config, diagnostics.iter().map(short).collect())
}

#[test]
fn every_setting_is_read() {
    let (config, diagnostics) = read(
        "title: Handbook\nsubtitle: Of phases\ndescription: 1.10\nauthors: [Ada, Grace]\npublisher: P\n\
         language: ar_EG\ndate: 2013-03-31\nrights: OGL\nsubjects: one\nidentifier: urn:isbn:1\n\
         url: https://a.example/\npages: /content/\norder:\n  - beta\n  - live\npaper: a5\n\
         theme: themes/x\nposters:\n  size: a2\n  landscape: true\nrules:\n  dead-link: warn\n\
         site:\n  team: Design\n",
    );
    assert_eq!(diagnostics, [""; 0]);
    assert_eq!(config.title.as_deref(), Some("Handbook"));
    assert_eq!(config.description.as_deref(), Some("1.10"));
    assert_eq!(config.authors, ["Ada", "Grace"]);
    assert_eq!(config.language.as_deref(), Some("ar-EG"));
    assert_eq!(config.date.as_deref(), Some("2013-03-31"));
    assert_eq!(config.subjects, ["one"]);
    assert_eq!(config.url.as_deref(), Some("https://a.example"));
    assert_eq!(config.pages, "content");
    assert_eq!(config.order.iter().map(|o| o.value.as_str()).collect::<Vec<_>>(), ["beta", "live"]);
    assert_eq!(config.paper.map(|paper| paper.value).as_deref(), Some("a5"));
    assert_eq!(config.theme.map(|theme| theme.value).as_deref(), Some("themes/x"));
    assert_eq!(config.posters.size.map(|size| size.value).as_deref(), Some("a2"));
    assert_eq!(config.posters.landscape, Some(true));
    assert_eq!(config.rules["dead-link"].value, Level::Warn);
    assert_eq!(config.variables["title"], "Handbook");
    assert_eq!(config.variables["team"], "Design");
}

#[test]
fn what_no_format_can_carry_is_left_out_of_settings() {
    let (config, diagnostics) =
        read("title: \"Hand\\uFEFFbook\"\nauthors: [\"A\\x01da\", Grace]\nsite:\n  team: \"\\uFFFEx\"\n");
    assert_eq!(config.title.as_deref(), Some("Handbook"));
    assert_eq!(config.authors, ["Ada", "Grace"]);
    assert_eq!(config.variables["team"], "x");
    assert_eq!(
        diagnostics,
        [
            "phasebook.yaml:1:8: control-character: the byte-order mark U+FEFF is left out (take it out)",
            "phasebook.yaml:2:11: control-character: the control character U+0001 is left out (take it out)",
            "phasebook.yaml:4:9: control-character: the control character U+FFFE is left out (take it out)",
        ]
    );
}

#[test]
fn a_fault_in_one_setting_leaves_the_others() {
    for (line, said) in [
        ("titel: x", "config-key: unknown setting `titel` (did you mean `title`)"),
        (
            "analytics: x",
            "config-key: unknown setting `analytics` (put `analytics` under `site:` if pages use it)",
        ),
        ("logo: x.svg", "config-key: unknown setting `logo` (write `logo` below `brand:`, indented)"),
        (
            "subtitle: [a]",
            "config-value: expected text, found a list (write the text on one line, in quotes if it has `:` or `#` in it)",
        ),
        (
            "date: March",
            "config-value: expected a date, found `March` (write it as `2013-03-31`: year, month, day)",
        ),
        (
            "lang: english",
            "language-tag: `english` is not a language tag (write a tag such as `en`, `cy` or `ar-EG`)",
        ),
        (
            "dir: up",
            "config-value: expected `ltr` or `rtl`, found `up` (leave it out to follow the language)",
        ),
        (
            "url: a.example",
            "config-value: expected an address with `https://`, found `a.example` (write `https://a.example`)",
        ),
        (
            "rules: {dead-link: off, empty-link: maybe}",
            "config-value: expected `off`, `note`, `warning` or `error`, found `maybe` (choose one of them)",
        ),
        (
            "posters: a3",
            "config-value: expected settings, found text (write `posters:` and below it, indented, `size: a3`)",
        ),
        ("posters: {sise: a3}", "config-key: unknown setting `sise` (did you mean `size`)"),
        (
            "publisher: x",
            "config-key: `publisher` is set already; the later setting counts (take one of them out)",
        ),
    ] {
        let (config, diagnostics) = read(&format!("title: T\npublisher: P\n{line}\nrights: R\n"));
        assert_eq!((config.title.as_deref(), config.rights.as_deref()), (Some("T"), Some("R")), "{line}");
        let [only] = &diagnostics[..] else { panic!("{line}: {diagnostics:#?}") };
        let (place, words) = only.split_at(only.find(": ").unwrap_or(0) + 2);
        assert!(place.starts_with("phasebook.yaml:3:"), "{line}: {place}");
        assert_eq!(words, said, "{line}");
    }
}

#[test]
fn files_that_are_no_configuration_say_so() {
    for (yaml, place) in [
        (&b"title: x\n  y: [\n"[..], "2:4"),
        (b"- a\n", "1:1"),
        (b"title: \xff\n", "1:8"),
        (b"a: *b\n", "1:4"),
    ] {
        let files = Memory::new([("phasebook.yaml", yaml)]);
        let (config, diagnostics) = configure(&files, "");
        assert_eq!(config.title, None);
        let said: Vec<String> = diagnostics.iter().map(short).collect();
        assert_eq!(said.len(), 1, "{said:#?}");
        assert!(said[0].starts_with(&format!("phasebook.yaml:{place}: config-syntax: ")), "{said:#?}");
    }
    for yaml in ["", "# nothing\n", "\u{feff}title: x\n", "title:\n"] {
        let (config, diagnostics) = read(yaml);
        assert_eq!(diagnostics, [""; 0], "{yaml}");
        assert_eq!(config.title.is_some(), yaml.contains('x'), "{yaml}");
    }
    assert!(configure(&Memory::default(), "").1.is_empty());
}

#[test]
fn a_theme_of_the_site_is_read_or_named() {
    let tokens = include_str!("../../../assets/theme/tokens.json").replace("#ffd34e", "#ffd34f");
    let files = Memory::new([("phasebook.yaml", "theme: look"), ("look/tokens.json", tokens.as_str())]);
    let (config, _) = configure(&files, "");
    let (book, diagnostics) = site_with(&files, &config, vec![page("beta.md", "Beta")]);
    assert_eq!(diagnostics, [""; 0]);
    assert_eq!(book.chapters[0].colours.ground.to_string(), "#ffd34f");

    let files =
        Memory::new([("phasebook.yaml", "theme: look"), ("look/tokens.json", "{\n  \"colour\": 1\n}")]);
    let (_, diagnostics) = site_with(&files, &config, vec![page("beta.md", "Beta")]);
    assert_eq!(diagnostics.len(), 1);
    assert!(diagnostics[0].starts_with("look/tokens.json:2:"), "{diagnostics:?}");
    let files = Memory::new([("phasebook.yaml", "theme: look")]);
    let (_, diagnostics) = site_with(&files, &config, vec![page("beta.md", "Beta")]);
    assert!(diagnostics[0].starts_with("phasebook.yaml:1:8: theme-syntax"), "{diagnostics:?}");
}

#[test]
fn limits_are_set_one_by_one() {
    let (config, diagnostics) = read("limits:\n  page-bytes: 1000\n  page-elements: 0\n  page-elemnts: 5\n");
    assert_eq!(config.limits, Limits { page_bytes: 1000, ..Limits::default() });
    assert_eq!(
        diagnostics,
        [
            "phasebook.yaml:3:18: config-value: expected a whole number above 0 (write it as `page-elements: 1000000`)",
            "phasebook.yaml:4:3: config-key: unknown setting `page-elemnts` (did you mean `page-elements`)",
        ]
    );
}
