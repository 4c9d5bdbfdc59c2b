//! Making a handout: choices become a command line, and the command line is
//! carried out, so that what is downloaded is what the command writes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use hyper::body::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use typst::utils::hash128;

use super::Open;
use super::routes::Answer;
use super::snapshot::Snapshot;
use crate::cli;
use crate::imposition;
use crate::parallel::lock;
use crate::typeset::Job;

/// What somebody has chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Choices {
    /// `handbook`, `booklet`, `2up`, `4up`, `worksheet` or `posters`.
    pub kind: String,
    /// The slugs of pages; none for all.
    pub pages: Vec<String>,
    /// The size of a page.
    pub paper: Option<String>,
    /// Whether pages are printed on both sides.
    pub two_sided: bool,
    /// Whether colours become greys.
    pub greyscale: bool,
    /// The size of a poster.
    pub poster_size: Option<String>,
    /// Whether a poster's long side lies across.
    pub landscape: bool,
    /// The size of the sheets that a poster is cut into.
    pub tile: Option<String>,
    /// Whether a poster or the handbook is for the print shop as well.
    pub print_shop: bool,
}

impl Choices {
    /// The arguments of the command that does the same, of a site that is named so.
    fn arguments(&self, site: &str, system_fonts: bool) -> Vec<String> {
        let mut all = vec!["build".to_owned()];
        let mut add = |option: &str, value: Option<&str>| {
            all.push(option.to_owned());
            all.extend(value.map(str::to_owned));
        };
        let posters = self.kind == "posters";
        add("--only", Some(if posters { "posters" } else { "handbook" }));
        if !self.pages.is_empty() {
            add("--pages", Some(&self.pages.join(",")));
        }
        if posters {
            self.poster_size.iter().for_each(|size| add("--poster-size", Some(size)));
            self.tile.iter().for_each(|size| add("--tile", Some(size)));
        } else {
            match self.kind.as_str() {
                "handbook" => {}
                "worksheet" => add("--worksheet", None),
                kind => add("--handout", Some(kind)),
            }
            self.paper.iter().for_each(|size| add("--paper", Some(size)));
        }
        // Sheets of the office are not trimmed, so nothing on them can bleed.
        let trimmed = posters || self.kind == "handbook";
        let flags = [
            ("--two-sided", self.two_sided && !posters),
            ("--greyscale", self.greyscale && !posters),
            ("--landscape", self.landscape && posters),
            ("--print-shop", self.print_shop && trimmed),
            ("--system-fonts", system_fonts),
        ];
        flags.iter().filter(|(_, wanted)| *wanted).for_each(|(flag, _)| add(flag, None));
        // Last, so that no name of a site can be taken for an option.
        add("--", Some(site));
        all
    }
}

/// A command as one types it.
fn typed(arguments: &[String]) -> String {
    let plain = arguments.last().is_none_or(|site| !site.starts_with('-'));
    let arguments = arguments.iter().filter(|word| !(plain && *word == "--"));
    let words: Vec<String> = arguments.map(|word| quoted(word)).collect();
    format!("phasebook {}", words.join(" "))
}

/// A word as shells read it (POSIX, Shell Command Language, 2.2.2).
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,=+:@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

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
    site: String,
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
            site: open.named.to_string_lossy().into_owned(),
            system_fonts: open.system_fonts,
            made: Mutex::default(),
            making: Mutex::default(),
        }
    }

    fn arguments(&self, choices: &Choices) -> Vec<String> {
        choices.arguments(&self.site, self.system_fonts)
    }

    /// The command that makes what is chosen, to be typed where the preview was opened.
    pub fn command(&self, choices: &Choices) -> String {
        typed(&self.arguments(choices))
    }

    /// Makes what is chosen, or finds it among those made. The error is a message for the user.
    pub fn make(&self, edition: &Snapshot, choices: &Choices) -> Result<Arc<Made>, String> {
        let id = format!("{:032x}", hash128(&(edition.number, choices)));
        let _turn = lock(&self.making);
        if let Some(made) = self.find(&id) {
            return Ok(made);
        }
        let arguments = self.arguments(choices);
        let outputs = edition.within("the handout", choices, || cli::outputs(&arguments, &edition.site))?;
        let files = outputs
            .into_iter()
            .map(|(path, bytes)| {
                let pdf = path.ends_with(".pdf");
                let pages = if pdf { imposition::page_count(&bytes).unwrap_or_default() } else { 0 };
                File { path, bytes: bytes.into(), pages }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_safe_to_paste() {
        let choices = Choices {
            kind: "booklet".into(),
            pages: vec!["beta".into(), "it's; rm -rf".into()],
            ..Choices::default()
        };
        let pasted = typed(&choices.arguments("my site", false));
        assert_eq!(
            pasted,
            r"phasebook build --only handbook --pages 'beta,it'\''s; rm -rf' --handout booklet 'my site'"
        );
        assert!(typed(&choices.arguments("-x", false)).ends_with(" -- -x"));
    }

    #[test]
    fn choices_of_the_other_kind_are_left_out() {
        let all = Choices {
            kind: "posters".into(),
            greyscale: true,
            paper: Some("a5".into()),
            poster_size: Some("a1".into()),
            tile: Some("a4".into()),
            landscape: true,
            print_shop: true,
            ..Choices::default()
        };
        assert_eq!(
            typed(&all.arguments(".", true)),
            "phasebook build --only posters --poster-size a1 --tile a4 --landscape --print-shop --system-fonts ."
        );
        let handbook = Choices { kind: "handbook".into(), ..all };
        let worksheet = Choices { kind: "worksheet".into(), ..handbook.clone() };
        assert_eq!(
            typed(&worksheet.arguments(".", false)),
            "phasebook build --only handbook --worksheet --paper a5 --greyscale ."
        );
        assert_eq!(
            typed(&handbook.arguments(".", false)),
            "phasebook build --only handbook --paper a5 --greyscale --print-shop ."
        );
    }
}
