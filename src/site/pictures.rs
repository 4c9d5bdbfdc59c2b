//! Pictures: from paths as written to bytes of a known kind and size.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use base64::Engine;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use rayon::prelude::*;

use super::headings;
use super::library::{Found, Library};
use super::settle::{PageDraft, address_span};
use crate::book::{MediaType, StoredPicture};
use crate::config::Config;
use crate::diagnostic::rules::{self, Rule};
use crate::diagnostic::{Diagnostic, Place};
use crate::files::Files;
use crate::images::svg::{self, Refused};
use crate::model::visit::Visitor;
use crate::model::{Image, Picture, Span, Written};
use crate::{names, paths};

/// The largest file that is read, in bytes.
const LARGEST_FILE: u64 = 64 << 20;
/// The largest picture that is used, in pixels.
const LARGEST_PICTURE: u64 = 100_000_000;
/// The most that its pixels may take in memory, in bytes: as many of three channels of 8 bits.
const LARGEST_UNPACKED: u64 = 300 << 20;

/// The pictures of a book, and what each written path became.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// Each once, in the order in which the book first shows them.
    pub stored: Vec<StoredPicture>,
    found: BTreeMap<(usize, String), Picture>,
}

impl Pictures {
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
enum Origin {
    File(String),
    Inline(Vec<u8>),
}

/// Why a picture is missing.
#[derive(Debug, Clone)]
struct Fault {
    rule: &'static Rule,
    message: String,
    hint: String,
}

impl Fault {
    fn new(rule: &'static Rule, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { rule, message: message.into(), hint: hint.into() }
    }

    fn at(self, draft: &PageDraft, span: Span) -> Diagnostic {
        Diagnostic::new(self.rule, draft.page.source_of(span), span, self.message).hint(self.hint)
    }
}

/// What a picture's bytes turned out to be.
struct Loaded {
    media: MediaType,
    bytes: Vec<u8>,
    width: u32,
    height: u32,
}

/// Finds and reads every picture that the pages show.
pub(super) fn gather(
    files: &dyn Files,
    config: &Config,
    drafts: &mut [PageDraft],
    diagnostics: &mut Vec<Diagnostic>,
) -> Pictures {
    let mut requests = Vec::new();
    for (page, draft) in drafts.iter_mut().enumerate() {
        headings::visit(&mut draft.page, &mut Collector { page, requests: &mut requests });
    }
    let mut library = Library::new(files);
    let origins: Vec<Option<Origin>> = requests
        .iter()
        .map(|request| {
            let draft = &drafts[request.page];
            let span = address_span(&draft.page, request.span, &request.written);
            match origin(request, draft, config, &mut library, files) {
                Ok((origin, advice)) => {
                    diagnostics.extend(advice.map(|advice| advice.at(draft, span)));
                    Some(origin)
                }
                Err(fault) => {
                    diagnostics.push(fault.at(draft, span));
                    None
                }
            }
        })
        .collect();
    let once: Vec<&Origin> = origins.iter().flatten().collect::<BTreeSet<_>>().into_iter().collect();
    let loaded: BTreeMap<&Origin, Result<Loaded, Fault>> =
        once.into_par_iter().map(|origin| (origin, load(files, origin))).collect();
    store(&requests, &origins, loaded, drafts, diagnostics)
}

/// Numbers pictures in the order in which the book shows them.
fn store(
    requests: &[Request],
    origins: &[Option<Origin>],
    mut loaded: BTreeMap<&Origin, Result<Loaded, Fault>>,
    drafts: &[PageDraft],
    diagnostics: &mut Vec<Diagnostic>,
) -> Pictures {
    let mut pictures = Pictures::default();
    let mut taken = BTreeSet::new();
    let mut by_bytes: BTreeMap<Arc<Vec<u8>>, usize> = BTreeMap::new();
    let mut known: BTreeMap<&Origin, Result<usize, Fault>> = BTreeMap::new();
    for (request, origin) in requests.iter().zip(origins) {
        let Some(origin) = origin else { continue };
        let draft = &drafts[request.page];
        let span = address_span(&draft.page, request.span, &request.written);
        let result = match (known.get(origin), loaded.remove(origin)) {
            (Some(result), _) => result.clone(),
            (None, Some(Ok(picture))) => {
                if let Origin::File(path) = origin {
                    diagnostics.extend(wrong_ending(path, picture.media).map(|fault| fault.at(draft, span)));
                }
                let bytes = Arc::new(picture.bytes);
                let next = by_bytes.len();
                let index = *by_bytes.entry(Arc::clone(&bytes)).or_insert(next);
                if index == pictures.stored.len() {
                    let path = match origin {
                        Origin::File(path) => path.clone(),
                        Origin::Inline(_) => String::new(),
                    };
                    let stem = if path.is_empty() { "picture" } else { paths::stem(&path) };
                    let name = names::unique(&names::slug(stem), 2, &mut taken);
                    pictures.stored.push(StoredPicture {
                        name: format!("{name}.{}", picture.media.extension()),
                        path,
                        media: picture.media,
                        bytes,
                        width: picture.width,
                        height: picture.height,
                        places: Vec::new(),
                    });
                }
                Ok(index)
            }
            (None, Some(Err(fault))) => Err(fault),
            (None, None) => continue,
        };
        known.entry(origin).or_insert_with(|| result.clone());
        let picture = match result {
            Ok(picture) => {
                let source = Arc::clone(draft.page.source_of(span));
                pictures.stored[picture].places.push(Place { source, span });
                Picture::Stored { picture }
            }
            Err(fault) => {
                diagnostics.push(fault.at(draft, span));
                Picture::Missing
            }
        };
        pictures.found.insert((request.page, request.written.clone()), picture);
    }
    pictures
}

struct Collector<'a> {
    page: usize,
    requests: &'a mut Vec<Request>,
}

impl Visitor<Written> for Collector<'_> {
    fn image(&mut self, span: Span, image: &mut Image<Written>) {
        self.requests.push(Request { page: self.page, span, written: image.picture.clone() });
    }
}

/// Where the bytes of a picture come from, with advice where the path could
/// be better.
fn origin(
    request: &Request,
    draft: &PageDraft,
    config: &Config,
    library: &mut Library,
    files: &dyn Files,
) -> Result<(Origin, Option<Fault>), Fault> {
    let written = request.written.trim();
    if written.is_empty() {
        return Err(Fault::new(
            &rules::MISSING_IMAGE,
            "the picture has no address",
            "name the picture's file",
        ));
    }
    let lower = written.get(..8).unwrap_or(written).to_ascii_lowercase();
    if lower.starts_with("data:") {
        return inline(&written[5..]).map(|bytes| (Origin::Inline(bytes), None));
    }
    let own =
        config.url.as_deref().and_then(|url| written.strip_prefix(url)).filter(|rest| rest.starts_with('/'));
    let written = match own {
        Some(rest) => rest,
        None if lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//") => {
            return Err(Fault::new(
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
    let mut by_case = None;
    let mut nearest = None;
    for path in &tries {
        match library.find(path) {
            Found::There(path) => {
                let path = drawn_beside(&path, library, files).unwrap_or(path);
                return Ok((Origin::File(path), None));
            }
            Found::ByCase(path) => by_case = by_case.or(Some(path)),
            Found::Missing(near) => nearest = nearest.or(near),
        }
    }
    if let Some(path) = by_case {
        let advice = Fault::new(
            &rules::IMAGE_CASE,
            format!("the picture is called `{}`, in other capitals", paths::name(&path)),
            format!("write `/{path}`"),
        );
        return Ok((Origin::File(path), Some(advice)));
    }
    let nearest = nearest.or_else(|| library.by_name(base, &tries[0]));
    Err(Fault::new(
        &rules::MISSING_IMAGE,
        format!("there is no picture at `{}`", tries[0]),
        match nearest {
            Some(near) => format!("did you mean `/{near}`"),
            None => config
                .root
                .other_root(path)
                .unwrap_or_else(|| "add the file, or take the picture out".to_owned()),
        },
    ))
}

/// The drawing of the same name beside a picture of pixels, such as `team.svg`
/// beside `team.png`: it is sharp at any size. One that cannot be used is
/// passed over, since the page does not name it.
fn drawn_beside(path: &str, library: &mut Library, files: &dyn Files) -> Option<String> {
    let (stem, ending) = path.rsplit_once('.')?;
    // A photograph and a drawing of one name are more likely two pictures.
    if !["png", "gif", "webp"].contains(&ending.to_ascii_lowercase().as_str()) {
        return None;
    }
    let Found::There(drawing) = library.find(&format!("{stem}.svg")) else { return None };
    let usable = load(files, &Origin::File(drawing.clone())).is_ok_and(|it| it.media == MediaType::Svg);
    usable.then_some(drawing)
}

/// The bytes of a `data:` address, without the scheme.
fn inline(rest: &str) -> Result<Vec<u8>, Fault> {
    let fault = |message: &str| {
        Fault::new(&rules::BROKEN_IMAGE, message, "save the picture as a file and name it here")
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

fn load(files: &dyn Files, origin: &Origin) -> Result<Loaded, Fault> {
    match origin {
        Origin::Inline(bytes) => examine("the picture", bytes.clone()),
        Origin::File(path) => {
            let name = format!("`{}`", paths::name(path));
            let unreadable = |error: std::io::Error| {
                Fault::new(
                    &rules::MISSING_IMAGE,
                    format!("the picture {name} cannot be read: {error}"),
                    "check that the file is in the site and may be read",
                )
            };
            let size = files.size(path).map_err(unreadable)?;
            if size > LARGEST_FILE {
                return Err(Fault::new(
                    &rules::HUGE_IMAGE,
                    format!(
                        "{name} has {} MiB, more than the {} MiB that are read",
                        size >> 20,
                        LARGEST_FILE >> 20
                    ),
                    "scale the picture down",
                ));
            }
            examine(&name, files.read(path).map_err(unreadable)?)
        }
    }
}

/// Finds out what bytes are, and that they can be shown.
fn examine(name: &str, bytes: Vec<u8>) -> Result<Loaded, Fault> {
    if bytes.is_empty() {
        return Err(Fault::new(&rules::BROKEN_IMAGE, format!("{name} is empty"), "save the picture again"));
    }
    let media = match image::guess_format(&bytes) {
        Ok(ImageFormat::Png) => MediaType::Png,
        Ok(ImageFormat::Jpeg) => MediaType::Jpeg,
        Ok(ImageFormat::Gif) => MediaType::Gif,
        Ok(ImageFormat::WebP) => MediaType::Webp,
        Ok(other) => {
            let kind = other.extensions_str().first().copied().unwrap_or("another");
            return Err(Fault::new(
                &rules::BROKEN_IMAGE,
                format!("{name} is a picture of type `{kind}`, which books cannot show"),
                "save it as PNG, JPEG, GIF, WebP or SVG",
            ));
        }
        Err(_) if svg::looks_like(&bytes) => {
            let bytes = svg::without_document_type(bytes);
            let mut pixels = 0;
            let within = |bytes: &[u8]| {
                let (width, height) = measure("a picture within it", bytes).map_err(|fault| fault.message)?;
                pixels += u64::from(width) * u64::from(height);
                let fits = pixels <= LARGEST_PICTURE;
                fits.then_some(()).ok_or_else(|| "its pictures have more than 100 million pixels".to_owned())
            };
            return match svg::check(&bytes, within) {
                Ok((width, height)) => Ok(Loaded { media: MediaType::Svg, bytes, width, height }),
                Err(Refused::Unsafe(what)) => Err(Fault::new(
                    &rules::UNSAFE_SVG,
                    format!("the drawing {name} holds {what}"),
                    "save it as plain SVG, without scripts, document types and addresses",
                )),
                Err(Refused::Broken(why)) => Err(Fault::new(
                    &rules::BROKEN_IMAGE,
                    format!("the drawing {name} cannot be read: {why}"),
                    "save the drawing again",
                )),
                Err(Refused::Costly(why)) => Err(Fault::new(
                    &rules::BROKEN_IMAGE,
                    format!("the drawing {name} cannot be drawn: {why}"),
                    "simplify the drawing, or save it as PNG",
                )),
            };
        }
        Err(_) => {
            return Err(Fault::new(
                &rules::BROKEN_IMAGE,
                format!("{name} is not a picture"),
                "save it as PNG, JPEG, GIF, WebP or SVG",
            ));
        }
    };
    let kind = if name.starts_with('`') { "the picture " } else { "" };
    let (width, height) = measure(&format!("{kind}{name}"), &bytes)?;
    Ok(Loaded { media, bytes, width, height })
}

/// The size of a picture of pixels, if it can be decoded; `name` is what it is
/// called in messages. A picture cut short measures well and then stops the
/// layout of the whole book, so it is decoded here once.
fn measure(name: &str, bytes: &[u8]) -> Result<(u32, u32), Fault> {
    let broken = |error: &dyn std::fmt::Display| {
        Fault::new(
            &rules::BROKEN_IMAGE,
            format!("{name} cannot be read: {}", lower_first(&error.to_string())),
            "save the picture again",
        )
    };
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| broken(&e))?;
    let mut decoder = reader.into_decoder().map_err(|error| broken(&error))?;
    let ((width, height), unpacked) = (decoder.dimensions(), decoder.total_bytes());
    let too_much = if u64::from(width) * u64::from(height) > LARGEST_PICTURE {
        Some("more than the 100 million that are drawn".to_owned())
    } else if unpacked > LARGEST_UNPACKED {
        Some(format!("{} MiB unpacked, more than {}", unpacked >> 20, LARGEST_UNPACKED >> 20))
    } else {
        None
    };
    if let Some(too_much) = too_much {
        return Err(Fault::new(
            &rules::HUGE_IMAGE,
            format!("{name} has {width} × {height} pixels, {too_much}"),
            "scale the picture down",
        ));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * LARGEST_UNPACKED);
    decoder.set_limits(limits).map_err(|error| broken(&error))?;
    DynamicImage::from_decoder(decoder).map_err(|error| broken(&error))?;
    Ok((width, height))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Says where a file's ending is not that of its type.
fn wrong_ending(path: &str, media: MediaType) -> Option<Fault> {
    let ending = paths::name(path).rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let fits = match (ending.as_deref(), media) {
        (Some("jpeg" | "jpe" | "jfif"), MediaType::Jpeg) => true,
        (ending, media) => ending == Some(media.extension()),
    };
    (!fits).then(|| {
        let name = paths::name(path);
        Fault::new(
            &rules::PICTURE_TYPE,
            format!("`{name}` is a picture of type `{}`", media.mime()),
            format!("call the file `{}.{}`", paths::stem(path), media.extension()),
        )
    })
}
