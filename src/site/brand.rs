//! The site's brand: its colours, its logo and its fonts in the theme.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::library::{Found, Library};
use super::pictures::{self, Origin};
use super::resources;
use crate::book::{Logo, StoredPicture};
use crate::config::{Brand, Config, FontName};
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::Files;
use crate::fonts::{BUILTIN, Font};
use crate::images::Finding;
use crate::names;
use crate::source::Spanned;
use crate::theme::{self, Theme};

/// Puts the brand's colours into the theme.
pub(super) fn colours(config: &Config, theme: &mut Theme, diagnostics: &mut Vec<Diagnostic>) {
    let Some(brand) = &config.brand else { return };
    for finding in theme::brand::apply(theme, &brand.colours) {
        let mut diagnostic = Diagnostic::new(&rules::CONTRAST, &brand.source, finding.span, finding.message)
            .hint(finding.hint);
        if finding.mended {
            diagnostic.severity = Severity::Note;
        }
        diagnostics.push(diagnostic);
    }
}

/// Finds and reads the brand's logo.
pub(super) fn logo(files: &dyn Files, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Logo {
    let Some(brand) = &config.brand else { return Logo::default() };
    let mut library = Library::new(files);
    let mut stored = |name: &str, path: &Option<Spanned<String>>| {
        let path = path.as_ref()?;
        match picture(files, &mut library, name, &path.value) {
            Ok((picture, findings)) => {
                diagnostics.extend(findings.into_iter().map(|finding| at(finding, brand, path)));
                Some(picture)
            }
            Err(finding) => {
                diagnostics.push(at(finding, brand, path));
                None
            }
        }
    };
    // Names that no picture of a page has.
    let light = stored("@logo-light", &brand.logo.light);
    let dark = stored("@logo-dark", &brand.logo.dark);
    let named = brand.logo.alt.as_ref().or(config.publisher.as_ref()).or(config.title.as_ref());
    Logo { light, dark, alt: named.map_or("Logo", String::as_str).to_owned() }
}

fn at(finding: Finding, brand: &Brand, path: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(finding.rule, &brand.source, path.span, finding.message).hint(finding.hint)
}

/// A picture at a path, and what is to be said of it.
fn picture(
    files: &dyn Files,
    library: &mut Library,
    name: &str,
    path: &str,
) -> Result<(StoredPicture, Vec<Finding>), Finding> {
    let found = match library.find(path) {
        Found::There(path) | Found::ByCase(path) => path,
        Found::Missing(near) => {
            return Err(Finding::new(
                &rules::MISSING_IMAGE,
                format!("there is no picture at `{path}`"),
                near.map_or("add the file".to_owned(), |near| format!("did you mean `/{near}`")),
            ));
        }
    };
    let examined = pictures::load(files, &Origin::File(found.clone()))?;
    let picture = StoredPicture {
        name: format!("{name}.{}", examined.media.extension()),
        path: found,
        media: examined.media,
        bytes: Arc::new(examined.bytes),
        width: examined.width,
        height: examined.height,
        flat: false,
        flashes: examined.flashes,
        places: Vec::new(),
    };
    Ok((picture, examined.findings))
}

/// The font files that a brand names, each once.
pub(super) fn font_files(brand: &Brand) -> impl Iterator<Item = Spanned<&String>> {
    let roles = [&brand.text, &brand.display, &brand.code].into_iter().flatten();
    let of_roles = roles.filter_map(|role| match &role.value {
        FontName::File(path) => Some(Spanned { span: role.span, value: path }),
        FontName::Family(_) => None,
    });
    let listed = brand.font_files.iter().map(|file| Spanned { span: file.span, value: &file.value });
    let mut seen = BTreeSet::new();
    listed.chain(of_roles).filter(move |file| seen.insert(file.value))
}

/// Gives the theme the families of the brand, and names those that no font at hand is of.
pub(super) fn families(
    files: &dyn Files,
    config: &Config,
    fonts: &[Font],
    theme: &mut Theme,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(brand) = &config.brand else { return };
    let known: BTreeSet<&str> = BUILTIN.iter().chain(fonts).map(|font| font.info().family.as_str()).collect();
    let mut of = |role: &Option<Spanned<FontName>>, family: &mut String| {
        let Some(Spanned { span, value }) = role else { return };
        let wanted = match value {
            FontName::Family(name) => name.clone(),
            // What is wrong with a file has been said.
            FontName::File(path) => match resources::font(files, path).ok().and_then(first_family) {
                Some(family) => family,
                None => return,
            },
        };
        if let Some(known) = known.iter().find(|known| known.eq_ignore_ascii_case(&wanted)) {
            (*known).clone_into(family);
            return;
        }
        let hint = match names::nearest(&wanted, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`"),
            None => "put its files into `fonts/` beside phasebook.yaml, or name a file".to_owned(),
        };
        diagnostics.push(
            Diagnostic::new(
                &rules::CONFIG_VALUE,
                &brand.source,
                *span,
                format!("no font at hand is called `{wanted}`; {family} stands in"),
            )
            .hint(hint),
        );
    };
    of(&brand.text, &mut theme.fonts.text);
    of(&brand.display, &mut theme.fonts.display);
    of(&brand.code, &mut theme.fonts.code);
}

fn first_family(fonts: Vec<Font>) -> Option<String> {
    fonts.first().map(|font| font.info().family.clone())
}
