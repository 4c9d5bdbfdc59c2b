//! Finding a site's pages.

use crate::config::Config;
use crate::files::Files;
use crate::generators;

/// The paths of a site's pages, sorted: those that its generator's description names, or that of
/// the generator which the files show, where the configuration has not adopted one.
pub fn discover(files: &dyn Files, config: &Config) -> Vec<String> {
    if config.site.generator.is_empty() {
        let mut config = config.clone();
        generators::adopt(files, &mut config, "");
        return config.site.pages.keys().cloned().collect();
    }
    config.site.pages.keys().cloned().collect()
}

/// Whether a file's name is that of a page, as far as a name tells.
pub fn is_page(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".md", ".markdown", ".mdx", ".qmd", ".rmd", ".njk"].iter().any(|ending| lower.ends_with(ending))
        && !lower.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    #[test]
    fn pages_are_told_from_other_files() {
        let files = Memory::new(
            [
                "README.md",
                "index.md",
                "a/b.markdown",
                "a/README.md",
                "a/c.MD",
                "a/_draft.md",
                "_includes/x.md",
                ".git/x.md",
                "node_modules/p/x.md",
                "a/notes.txt",
                "z.md",
            ]
            .map(|path| (path, "")),
        );
        assert_eq!(
            discover(&files, &Config::default()),
            ["a/README.md", "a/b.markdown", "a/c.MD", "index.md", "z.md"]
        );
        let config = Config { pages: "a".to_owned(), ..Config::default() };
        assert_eq!(discover(&files, &config), ["a/README.md", "a/b.markdown", "a/c.MD"]);
        let config = Config { pages: "nowhere".to_owned(), ..Config::default() };
        assert!(discover(&files, &config).is_empty());
    }
}
