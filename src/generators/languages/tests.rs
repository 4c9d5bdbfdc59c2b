//! The languages of sites, as each generator keeps them.

use crate::config::{Wanted, configure};
use crate::files::Memory;
use crate::generators::{adopt, languages};

/// What is said of a site: its languages, the pages of the book in the second, in their order as
/// far as the generator knows it, and those that stand in.
fn told(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let files = Memory::new(files.iter().copied());
    let (config, _) = configure(&files, "");
    let tags = languages(&files, &config, "");
    let [original, language, ..] = tags.as_slice() else { return (tags, Vec::new(), Vec::new()) };
    let mut first = config.in_language(Wanted {
        language: original.clone(),
        original: original.clone(),
        order: Vec::new(),
    });
    adopt(&files, &mut first, "");
    let order: Vec<String> = match first.site.order.is_empty() {
        true => first.site.pages.keys().cloned().collect(),
        false => first.site.order.clone(),
    };
    let wanted = Wanted { language: language.clone(), original: original.clone(), order };
    let mut config = config.in_language(wanted);
    adopt(&files, &mut config, "");
    assert_eq!(config.site.pages.len(), config.site.order.len(), "{:?}", config.site.order);
    let stand_ins = config.site.edition.iter().flat_map(|edition| edition.stand_ins.iter().cloned());
    (tags.clone(), config.site.order.clone(), stand_ins.collect())
}

/// A name, files by their paths, the languages, the pages of the book in the second; those that stand
/// in have an exclamation mark.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

#[test]
fn languages_are_found_as_generators_keep_them() {
    let cases: [Case; 12] = [
        (
            "a language that is said more closely than by its folder",
            &[("phasebook.yaml", "language: en-GB\n"), ("en/a.md", ""), ("fr/a.md", "")],
            "en fr",
            "fr/a.md",
        ),
        ("two pages of one path", &[("a.md", ""), ("a.mdx", ""), ("fr/a.md", "")], "en fr", "fr/a.md a.mdx!"),
        ("folders", &[("en/a.md", ""), ("en/b.md", ""), ("fr/a.md", "")], "en fr", "fr/a.md en/b.md!"),
        (
            "the original at the root, others below",
            &[("README.md", ""), ("translations/pt-br/README.md", "")],
            "en pt-BR",
            "translations/pt-br/README.md",
        ),
        ("suffixes", &[("a.md", ""), ("a.fr.md", ""), ("notes.de.md", "")], "en fr", "a.fr.md notes.de.md!"),
        (
            "front matter",
            &[
                ("about.md", "---\nlang: en\nref: about\n---\n"),
                ("a-propos.md", "---\nlang: fr\nref: about\n---\n"),
                ("contact.md", "---\nlang: en\n---\n"),
            ],
            "en fr",
            "a-propos.md contact.md!",
        ),
        (
            "translation_of, and a key of the site's own",
            &[
                ("phasebook.yaml", "translation-key: twin\n"),
                ("about.md", "---\nlang: en\n---\n"),
                ("ueber.md", "---\nlang: de\ntranslation_of: about.md\n---\n"),
                ("one.md", "---\nlang: en\ntwin: 1\n---\n"),
                ("eins.md", "---\nlang: de\ntwin: 1\n---\n"),
            ],
            "en de",
            "ueber.md eins.md",
        ),
        (
            "hugo, a folder each",
            &[
                (
                    "hugo.toml",
                    "defaultContentLanguage = 'en'\n[languages.en]\ntitle = 'Guide'\n[languages.fr]\ntitle = 'Le guide'\n",
                ),
                ("content/en/a.md", "---\nweight: 2\n---\n"),
                ("content/en/b.md", "---\nweight: 1\n---\n"),
                ("content/fr/a.md", "---\n---\n"),
                ("content/fr/b.md", "---\ndraft: true\n---\n"),
            ],
            "en fr",
            "content/en/b.md! content/fr/a.md",
        ),
        (
            "hugo, by name",
            &[
                ("hugo.toml", "[languages.en]\n[languages.fr]\n"),
                ("content/a.md", ""),
                ("content/a.fr.md", ""),
                ("content/b/index.md", ""),
                ("content/b/index.fr.md", ""),
            ],
            "en fr",
            "content/a.fr.md content/b/index.fr.md",
        ),
        (
            "docusaurus",
            &[
                (
                    "docusaurus.config.js",
                    "module.exports = { i18n: { defaultLocale: 'en', locales: ['en', 'fr'] } };",
                ),
                ("docs/a.md", ""),
                ("docs/b.md", ""),
                ("i18n/fr/docusaurus-plugin-content-docs/current/b.md", ""),
            ],
            "en fr",
            "docs/a.md! i18n/fr/docusaurus-plugin-content-docs/current/b.md",
        ),
        (
            "mkdocs, by name",
            &[
                (
                    "mkdocs.yml",
                    "plugins:\n  - i18n:\n      languages:\n        - {locale: it, name: Italiano}\n        - {locale: en, name: English, default: true}\n",
                ),
                ("docs/index.md", ""),
                ("docs/index.it.md", ""),
            ],
            "en it",
            "docs/index.it.md",
        ),
        (
            "starlight",
            &[
                (
                    "astro.config.mjs",
                    "export default defineConfig({ integrations: [starlight({ title: 'Docs', locales: { root: { label: 'English', lang: 'en' }, fr: { label: 'Français' } } })] });",
                ),
                ("src/content/docs/index.md", ""),
                ("src/content/docs/fr/index.md", ""),
            ],
            "en fr",
            "src/content/docs/fr/index.md",
        ),
    ];
    for (name, files, tags, pages) in cases {
        let (found, order, stand_ins) = told(files);
        assert_eq!(found.join(" "), tags, "{name}");
        let marked = |path: &String| if stand_ins.contains(path) { format!("{path}!") } else { path.clone() };
        assert_eq!(order.iter().map(marked).collect::<Vec<_>>().join(" "), pages, "{name}");
    }
}

#[test]
fn a_site_in_one_language_is_in_one() {
    for files in [
        &[("a.md", ""), ("team/fr.md", ""), ("v1.2.md", "")][..],
        &[("a.md", "---\nlang: cy\n---\n"), ("b.md", "")],
    ] {
        assert_eq!(told(files).0.len(), 1, "{files:?}");
    }
}
