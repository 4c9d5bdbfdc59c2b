//! Downloads: a build request as JSON, made by the ordinary build, so that what is downloaded is
//! what the command of the request writes.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use hyper::body::Bytes;
use serde_json::{Value, json};
use typst::utils::hash128;

use super::Open;
use super::routes::Answer;
use super::snapshot::Snapshot;
use crate::build::request::quoted;
use crate::build::{self, Options, Request};
use crate::imposition;
use crate::parallel::lock;
use crate::progress::Progress;
use crate::typeset::Job;

/// A handout that was made.
pub struct Made {
    /// Names what was asked for, of which edition.
    pub id: String,
    files: Vec<File>,
}

struct File {
    /// The path below the output folder.
    path: String,
    bytes: Bytes,
    pages: usize,
}

impl Made {
    /// The files, as the page is told of them.
    pub fn described(&self) -> Value {
        let file = |file: &File| json!({ "path": file.path, "size": file.bytes.len(), "pages": file.pages });
        self.files.iter().map(file).collect()
    }

    fn size(&self) -> usize {
        self.files.iter().map(|file| file.bytes.len()).sum()
    }
}

/// The handouts that were made lately.
pub struct Handouts {
    /// What the user called the site.
    site: PathBuf,
    /// The site's root, where the user names it.
    root: Option<PathBuf>,
    system_fonts: bool,
    made: Mutex<VecDeque<Arc<Made>>>,
    /// One is made at a time; whoever asks meanwhile waits.
    making: Mutex<()>,
}

/// How many are kept, and how many bytes of them.
const KEPT: usize = 8;
const MOST_BYTES: usize = 256 << 20;
/// How wide a page's picture is, in pixels.
const PREVIEW: u32 = 900;

impl Handouts {
    /// None yet, of the site that is open.
    pub fn new(open: &Open) -> Self {
        Self {
            site: open.named.clone(),
            root: open.root.clone(),
            system_fonts: open.system_fonts,
            made: Mutex::default(),
            making: Mutex::default(),
        }
    }

    /// The request with the fonts that the preview was opened with.
    fn settled(&self, request: &Request) -> Request {
        Request { system_fonts: self.system_fonts, ..request.clone() }
    }

    /// The command that makes the same, to be typed where the preview was opened.
    pub fn command(&self, request: &Request) -> String {
        let command = self.settled(request).command(&self.site);
        let Some(root) = &self.root else { return command };
        let named = format!("phasebook build --root {}", quoted(&root.to_string_lossy()));
        command.replacen("phasebook build", &named, 1)
    }

    /// Makes what is asked for, or finds it among those made. The error is a message for the user.
    pub fn make(&self, edition: &Snapshot, request: &Request) -> Result<Arc<Made>, String> {
        if request.since.is_some() {
            return Err("changes are marked by `phasebook build --since`, and not here".to_owned());
        }
        let id = format!("{:032x}", hash128(&(edition.number, request)));
        let _turn = lock(&self.making);
        if let Some(made) = self.find(&id) {
            return Ok(made);
        }
        let build = || {
            let options = Options::new(self.settled(request), &edition.project.config)?;
            let made = build::make(&edition.project, &options, &Progress::default());
            made.map_err(|failures| build::failure::to_message(&failures, &edition.style()))
        };
        let outputs = edition.within("the handout", request, build)?.outputs;
        let files = outputs
            .into_iter()
            .map(|output| {
                let pdf = output.path.ends_with(".pdf");
                let pages = if pdf { imposition::page_count(&output.bytes).unwrap_or_default() } else { 0 };
                File { path: output.path, bytes: output.bytes.into(), pages }
            })
            .collect();
        let made = Arc::new(Made { id, files });
        let mut all = lock(&self.made);
        all.push_back(made.clone());
        while all.len() > KEPT
            || (all.len() > 1 && all.iter().map(|made| made.size()).sum::<usize>() > MOST_BYTES)
        {
            all.pop_front();
        }
        Ok(made)
    }

    fn find(&self, id: &str) -> Option<Arc<Made>> {
        lock(&self.made).iter().find(|made| made.id == id).cloned()
    }

    /// `id/0/handbook.pdf` is the first file, `id/0/3.png` its third page.
    pub fn get(&self, path: &str) -> Option<Answer> {
        let mut parts = path.splitn(3, '/');
        let made = self.find(parts.next()?)?;
        let file = made.files.get(parts.next()?.parse::<usize>().ok()?)?;
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let asked = parts.next()?;
        if asked == name {
            let media = if name.ends_with(".pdf") { "application/pdf" } else { "application/octet-stream" };
            return Some(Answer::file(media, file.bytes.clone(), Some(name)));
        }
        let page = asked.strip_suffix(".png")?.parse::<usize>().ok()?;
        if page == 0 || page > file.pages {
            return None;
        }
        Some(Answer::file("image/png", picture(&file.bytes, page)?, None))
    }
}

/// A page of a PDF as a picture.
fn picture(pdf: &Bytes, page: usize) -> Option<Vec<u8>> {
    let mut job = Job::new("/page.typ", &[]);
    let main = format!(
        "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image(\"/pages.pdf\", page: {page})"
    );
    job.file("/page.typ", main).file("/pages.pdf", pdf.clone());
    job.png(PREVIEW).ok()
}
