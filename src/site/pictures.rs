//! Pictures: from paths as written to bytes of a known kind and size.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base64::Engine;
use rayon::prelude::*;

use super::headings;
use super::library::{Found, Library};
use super::settle::{PageDraft, address_span};
use crate::book::{MediaType, StoredPicture};
use crate::config::Config;
use crate::diagnostic::rules;
use crate::diagnostic::{Diagnostic, Place};
use crate::files::{self, Files};
use crate::images::{self, Examined, Finding, LARGEST_FILE};
use crate::model::visit::VisitMut;
use crate::model::{Image, Picture, Span, Written};
use crate::{names, paths};

/// The pictures of a book, and what each written path became.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// Each once, in the order in which the book first shows them.
    pub stored: Vec<StoredPicture>,
    found: BTreeMap<(usize, String), Picture>,
    names: BTreeSet<String>,
}

impl Pictures {
    /// Adds a picture that was made of a page's text, under an address of the page's.
    pub fn add(&mut self, (page, address): (usize, &str), picture: Examined, place: Place) {
        let mut shelf = Shelf {
            stored: std::mem::take(&mut self.stored),
            names: std::mem::take(&mut self.names),
            stem: "diagram",
            ..Shelf::default()
        };
        let index = shelf.put(&Origin::Inline(Vec::new()), picture);
        (self.stored, self.names) = (shelf.stored, shelf.names);
        self.stored[index].places.push(place);
        self.found.insert((page, address.to_owned()), Picture::Stored { picture: index });
    }

    /// What a path that the page at position `page` writes has become.
    pub fn get(&self, page: usize, written: &str) -> Picture {
        self.found.get(&(page, written.to_owned())).cloned().unwrap_or(Picture::Missing)
    }
}

/// A place where a page shows a picture.
struct Request {
    page: usize,
    span: Span,
    written: String,
}

/// Where a picture's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    File(String),
    Inline(Vec<u8>),
}

/// Where a picture is to be had.
struct Sought {
    origin: Origin,
    /// The drawing of the same name beside a picture of pixels, which is sharp at any size.
    drawing: Option<Origin>,
    /// How the path could be better.
    advice: Option<Finding>,
}

fn at(finding: Finding, draft: &PageDraft, span: Span) -> Diagnostic {
    Diagnostic::new(finding.rule, draft.page.source_of(span), span, finding.message).hint(finding.hint)
}

/// Finds and reads every picture that the pages show.
pub(super) fn gather(
    files: &dyn Files,
    config: &Config,
    drafts: &mut [PageDraft],
    diagnostics: &mut Vec<Diagnostic>,
) -> Pictures {
    let asked = |(page, draft): (usize, &mut PageDraft)| {
        let mut asked = Collector { page, requests: Vec::new() };
        headings::visit(&mut draft.page, &mut asked);
        asked.requests
    };
    let requests: Vec<Request> = drafts.par_iter_mut().enumerate().flat_map_iter(asked).collect();
    let mut library = Library::new(files);
    let sought: Vec<Option<Sought>> = requests
        .iter()
        .map(|request| {
            let draft = &drafts[request.page];
            let span = address_span(&draft.page, request.span, &request.written);
            match origin(request, draft, config, &mut library) {
                Ok(mut sought) => {
                    diagnostics.extend(sought.advice.take().map(|advice| at(advice, draft, span)));
                    Some(sought)
                }
                Err(finding) => {
                    diagnostics.push(at(finding, draft, span));
                    None
                }
            }
        })
        .collect();
    // Each file once, however many pages show it.
    let either = sought.iter().flatten().flat_map(|it| std::iter::once(&it.origin).chain(&it.drawing));
    let once: Vec<&Origin> = either.collect::<BTreeSet<_>>().into_iter().collect();
    let loaded: BTreeMap<&Origin, Result<Examined, Finding>> =
        once.into_par_iter().map(|origin| (origin, load(files, origin))).collect();
    // A drawing that cannot be used as it is is passed over, since no page names it.
    let sound = |it: &Examined| it.media == MediaType::Svg && it.findings.is_empty();
    let drawn = |origin: &&Origin| loaded.get(origin).is_some_and(|it| it.as_ref().is_ok_and(sound));
    let origins: Vec<Option<&Origin>> = sought
        .iter()
        .map(|sought| sought.as_ref().map(|it| it.drawing.as_ref().filter(drawn).unwrap_or(&it.origin)))
        .collect();
    store(&requests, &origins, loaded, drafts, diagnostics)
}

/// Numbers pictures in the order in which the book shows them.
fn store<'o>(
    requests: &[Request],
    origins: &[Option<&'o Origin>],
    mut loaded: BTreeMap<&'o Origin, Result<Examined, Finding>>,
    drafts: &[PageDraft],
    diagnostics: &mut Vec<Diagnostic>,
) -> Pictures {
    let mut shelf = Shelf::default();
    let mut found = BTreeMap::new();
    let mut known: BTreeMap<&Origin, Result<usize, Finding>> = BTreeMap::new();
    for (request, origin) in requests.iter().zip(origins) {
        let Some(origin) = *origin else { continue };
        let draft = &drafts[request.page];
        let span = address_span(&draft.page, request.span, &request.written);
        if let Some(loaded) = loaded.remove(origin) {
            let result = loaded.map(|mut picture| {
                let wrong = match origin {
                    Origin::File(path) => wrong_ending(path, picture.media).filter(|_| !picture.rewritten),
                    Origin::Inline(_) => None,
                };
                // What was made of a file is said once, where it is shown first.
                let findings = std::mem::take(&mut picture.findings).into_iter().chain(wrong);
                diagnostics.extend(findings.map(|finding| at(finding, draft, span)));
                shelf.put(origin, picture)
            });
            known.insert(origin, result);
        }
        let picture = match known.get(origin) {
            Some(Ok(picture)) => {
                let source = Arc::clone(draft.page.source_of(span));
                shelf.stored[*picture].places.push(Place { source, span });
                Picture::Stored { picture: *picture }
            }
            Some(Err(finding)) => {
                diagnostics.push(at(finding.clone(), draft, span));
                Picture::Missing
            }
            None => continue,
        };
        found.insert((request.page, request.written.clone()), picture);
    }
    Pictures { stored: shelf.stored, found, names: shelf.names }
}

/// Pictures in the order in which the book first shows them, each once.
struct Shelf {
    /// What pictures without a file are called.
    stem: &'static str,
    stored: Vec<StoredPicture>,
    names: BTreeSet<String>,
    by_bytes: BTreeMap<Arc<Vec<u8>>, usize>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { stem: "picture", stored: Vec::new(), names: BTreeSet::new(), by_bytes: BTreeMap::new() }
    }
}

impl Shelf {
    /// The position of a picture.
    fn put(&mut self, origin: &Origin, picture: Examined) -> usize {
        let bytes = Arc::new(picture.bytes);
        let next = self.stored.len();
        let index = *self.by_bytes.entry(Arc::clone(&bytes)).or_insert(next);
        if index == next {
            let path = match origin {
                Origin::File(path) => path.clone(),
                Origin::Inline(_) => String::new(),
            };
            let stem = if path.is_empty() { self.stem } else { paths::stem(&path) };
            let name = names::unique(&names::slug(stem), 2, &mut self.names);
            self.stored.push(StoredPicture {
                name: format!("{name}.{}", picture.media.extension()),
                path,
                media: picture.media,
                bytes,
                width: picture.width,
                height: picture.height,
                flat: picture.flat,
                flashes: picture.flashes,
                places: Vec::new(),
            });
        }
        index
    }
}

struct Collector {
    page: usize,
    requests: Vec<Request>,
}

impl VisitMut<Written> for Collector {
    fn image(&mut self, span: Span, image: &mut Image<Written>) {
        self.requests.push(Request { page: self.page, span, written: image.picture.clone() });
    }
}

/// Where the bytes of a picture come from.
fn origin(
    request: &Request,
    draft: &PageDraft,
    config: &Config,
    library: &mut Library,
) -> Result<Sought, Finding> {
    let written = request.written.trim();
    if written.is_empty() {
        return Err(Finding::new(
            &rules::MISSING_IMAGE,
            "the picture has no address",
            "name the picture's file",
        ));
    }
    let lower = written.get(..8).unwrap_or(written).to_ascii_lowercase();
    if lower.starts_with("data:") {
        let origin = Origin::Inline(inline(&written[5..])?);
        return Ok(Sought { origin, drawing: None, advice: None });
    }
    let own =
        config.url.as_deref().and_then(|url| written.strip_prefix(url)).filter(|rest| rest.starts_with('/'));
    let written = match own {
        Some(rest) => rest,
        None if lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//") => {
            if is_badge(written) {
                return Err(Finding::new(
                    &rules::BADGE,
                    "a badge on the web is left out; its words stay",
                    "write what it says, or take it out",
                ));
            }
            return Err(Finding::new(
                &rules::REMOTE_IMAGE,
                "the picture is on the web, and nothing is fetched while building",
                "save it beside the pages and name the file here",
            ));
        }
        None => written,
    };
    let path = config.site.below_base(written).split(['?', '#']).next().unwrap_or("");
    let base = paths::folder(&draft.page.source.path);
    let mut tries = vec![paths::join(base, &paths::decode(path)), paths::join(base, path)];
    if path.starts_with('/') {
        let below = paths::decode(path);
        tries.extend(config.site.roots.iter().map(|root| paths::join(root, below.trim_start_matches('/'))));
    } else if let Some(web) = config.site.web_folder(&draft.page.source.path) {
        let on_web = paths::join(&web, &paths::decode(path));
        tries.extend(config.site.roots.iter().map(|root| paths::join(root, &on_web)));
        tries.push(on_web);
    }
    if path.starts_with('/') && !config.pages.is_empty() {
        tries.push(paths::join(&config.pages, paths::decode(path).trim_start_matches('/')));
    }
    if path.starts_with('/') {
        tries.extend(config.root.below_root(&tries[0]).map(str::to_owned));
    }
    let instead = || {
        let root = config.root.other_root(path);
        root.unwrap_or_else(|| "add the file, or take the picture out".to_owned())
    };
    look_up(&tries, base, library, instead)
}

/// Whether a picture on the web is a badge: the state of tests, a version, a licence.
fn is_badge(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    ["badge", "shields.io", "travis-ci.", "codecov.io", "coveralls.io"]
        .iter()
        .any(|sign| address.contains(sign))
}

/// The first of some paths that there is; else one in other capitals. `instead` says what to do
/// where nothing like it is near.
fn look_up(
    tries: &[String],
    base: &str,
    library: &mut Library,
    instead: impl Fn() -> String,
) -> Result<Sought, Finding> {
    let mut by_case = None;
    let mut nearest = None;
    for path in tries {
        match library.find(path) {
            Found::There(path) => {
                let drawing = drawn_beside(&path, library).map(Origin::File);
                return Ok(Sought { origin: Origin::File(path), drawing, advice: None });
            }
            Found::ByCase(path) => by_case = by_case.or(Some(path)),
            Found::Missing(near) => nearest = nearest.or(near),
        }
    }
    if let Some(path) = by_case {
        let advice = Finding::new(
            &rules::IMAGE_CASE,
            format!("the picture is called `{}`, in other capitals", paths::name(&path)),
            format!("write `/{path}`"),
        );
        return Ok(Sought { origin: Origin::File(path), drawing: None, advice: Some(advice) });
    }
    let nearest = nearest.or_else(|| library.by_name(base, &tries[0]));
    Err(Finding::new(
        &rules::MISSING_IMAGE,
        format!("there is no picture at `{}`", tries[0]),
        match nearest {
            Some(near) => format!("did you mean `/{near}`"),
            None => instead(),
        },
    ))
}

/// The drawing of the same name beside a picture of pixels, such as `team.svg` beside `team.png`.
fn drawn_beside(path: &str, library: &mut Library) -> Option<String> {
    let (stem, ending) = path.rsplit_once('.')?;
    // A photograph and a drawing of one name are more likely two pictures.
    if !["png", "gif", "webp"].contains(&ending.to_ascii_lowercase().as_str()) {
        return None;
    }
    library.there(&format!("{stem}.svg"))
}

/// The bytes of a `data:` address, without the scheme.
fn inline(rest: &str) -> Result<Vec<u8>, Finding> {
    let fault = |message: &str| {
        Finding::new(&rules::BROKEN_IMAGE, message, "save the picture as a file and name it here")
    };
    let (kind, data) = rest.split_once(',').ok_or_else(|| fault("the `data:` address has no data"))?;
    if data.len() as u64 > LARGEST_FILE {
        return Err(fault("the `data:` address is too long"));
    }
    if !kind.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("image/")) {
        return Err(fault("the `data:` address is no picture"));
    }
    if !kind.to_ascii_lowercase().ends_with(";base64") {
        return Ok(percent_encoding::percent_decode_str(data).collect());
    }
    let data: String = data.chars().filter(|c| !c.is_whitespace()).collect();
    base64::engine::general_purpose::STANDARD
        .decode(data)
        .map_err(|_| fault("the `data:` address is not proper Base64"))
}

/// Reads and examines a picture.
pub(super) fn load(files: &dyn Files, origin: &Origin) -> Result<Examined, Finding> {
    let path = match origin {
        Origin::Inline(bytes) => return images::examine("the picture", bytes.clone()),
        Origin::File(path) => path,
    };
    let name = format!("`{}`", paths::name(path));
    let unreadable = |error: std::io::Error| {
        Finding::new(
            &rules::MISSING_IMAGE,
            format!("the picture {name} cannot be read: {}", files::reason(&error)),
            "check that the file is in the site and may be read",
        )
    };
    let size = files.size(path).map_err(unreadable)?;
    if size > LARGEST_FILE {
        let message =
            format!("{name} has {} MiB, more than the {} MiB that are read", size >> 20, LARGEST_FILE >> 20);
        return Err(Finding::new(&rules::HUGE_IMAGE, message, "scale the picture down"));
    }
    images::examine(&name, files.read(path).map_err(unreadable)?)
}

/// Says where a file's ending is not that of its type.
fn wrong_ending(path: &str, media: MediaType) -> Option<Finding> {
    let ending = paths::name(path).rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let fits = match (ending.as_deref(), media) {
        (Some("jpeg" | "jpe" | "jfif"), MediaType::Jpeg) => true,
        (ending, media) => ending == Some(media.extension()),
    };
    (!fits).then(|| {
        let name = paths::name(path);
        Finding::new(
            &rules::PICTURE_TYPE,
            format!("`{name}` is a picture of type `{}`", media.mime()),
            format!("call the file `{}.{}`", paths::stem(path), media.extension()),
        )
    })
}
