//! A handbook in two languages: one text on left pages, the other beside it on right ones.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::editions::{Edition, Languages};
use super::project::Project;
use super::request::{Product, Request};
use crate::book::{Book, Chapter, elsewhere};
use crate::config;
pub use crate::handbook::Facing;
use crate::model::visit::{self, VisitMut};
use crate::model::{Image, Picture, Resolved, Span, Target};
use crate::names;

/// The two languages, that of left pages first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parallel {
    left: String,
    right: String,
}

/// The book in two languages.
#[derive(Debug)]
pub struct Both {
    /// The name of its folder, such as `en-fr`.
    pub folder: String,
    /// The chapters of both, those of the left pages first.
    pub project: Project,
    /// Which face which.
    pub facing: Facing,
    /// What is to be said of it.
    pub remarks: Vec<String>,
}

impl Parallel {
    /// The two languages of an option; none where it is not given. The error is a message for the user.
    pub fn of(tags: &[String]) -> Result<Option<Self>, String> {
        let wrong =
            || format!("`--parallel` takes two languages, such as `en,fr`, found `{}`", tags.join(","));
        match tags {
            [] => Ok(None),
            [left, right] => {
                let tag = |text: &String| config::language_tag(text).ok_or_else(wrong);
                let (left, right) = (tag(left)?, tag(right)?);
                if left == right { Err(wrong()) } else { Ok(Some(Self { left, right })) }
            }
            _ => Err(wrong()),
        }
    }

    /// The two languages.
    pub fn languages(&self) -> Languages {
        Languages::Named(vec![self.left.clone(), self.right.clone()])
    }

    /// The request with the handbook alone. The error names what else is asked for, as a message for
    /// the user.
    pub fn request(request: Request) -> Result<Request, String> {
        let handbook = [Product::Handbook];
        let refused = [
            ("--only", !(request.only.is_empty() || request.only == handbook)),
            ("--pages", !request.pages.is_empty()),
            ("--page-list", request.page_list),
            ("--since", request.since.is_some()),
            ("--handout", !request.handout.kinds.is_empty()),
            ("--worksheet", request.worksheet),
            ("--fillable", request.fillable),
            ("--cards", request.cards),
            ("--print-shop", request.print_shop),
            ("--list-of-pictograms", request.handbook.list_of_pictograms),
            ("--poster-kind", !request.poster.kinds.is_empty()),
            ("--poster-size", request.poster.size.is_some()),
            ("--tile", request.poster.tile.is_some()),
        ];
        match refused.iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(format!(
                "`{option}` does not go with `--parallel`, which makes one handbook in two languages; \
                 `--languages` makes everything in each language"
            )),
            None => Ok(Request { only: handbook.into(), ..request }),
        }
    }

    /// Makes one book of the books in the two languages. The error is a message for the user.
    pub fn book(&self, editions: Vec<Edition>) -> Result<Both, String> {
        let mut by_language: BTreeMap<String, Project> =
            editions.into_iter().filter_map(|edition| Some((edition.language?, edition.project))).collect();
        let mut take = |language: &str| {
            let project = by_language.remove(language);
            project.ok_or_else(|| format!("there is no book in `{language}`"))
        };
        let (left, right) = (take(&self.left)?, take(&self.right)?);
        let folder = format!("{}-{}", self.left, self.right);
        let (Some(one), Some(other)) = (&left.book, &right.book) else {
            return Err("there is nothing to build".to_owned());
        };
        let pairs = pairs(&left, one, &right, other);
        let without = other.chapters.iter().enumerate().filter(|(at, _)| !pairs.contains(&Some(*at)));
        let remarks = without.map(|(_, chapter)| {
            format!(
                "`{}` translates no page of `{}`, and is left out of the book in both",
                chapter.path, self.left
            )
        });
        let remarks = remarks.collect();
        let facing = Facing::new(one.chapters.len(), &other.metadata.title, &other.metadata.language);
        let book =
            Merge { left: &left, right: &right, prefix: names::slug(&self.right) }.books(one, other, &pairs);
        let mut allowed = left.allowed.clone();
        allowed.extend(right.allowed.iter().cloned());
        let project = Project { book: Some(book), allowed, ..left };
        Ok(Both { folder, project, facing, remarks })
    }
}

/// The page of which another is a translation, or the page itself.
fn original<'a>(project: &'a Project, path: &'a str) -> &'a str {
    let edition = project.config.site.edition.as_ref();
    edition.and_then(|edition| edition.originals.get(path)).map_or(path, String::as_str)
}

/// For each chapter of the left book, the position of that in the right one which says the same.
fn pairs(left: &Project, one: &Book, right: &Project, other: &Book) -> Vec<Option<usize>> {
    let of = |chapter: &Chapter| {
        let first = original(left, &chapter.path);
        other.chapters.iter().position(|other| original(right, &other.path) == first)
    };
    one.chapters.iter().map(of).collect()
}

/// Puts two books together.
struct Merge<'a> {
    left: &'a Project,
    right: &'a Project,
    /// Stands before names of the right book, so that none is the same as one of the left.
    prefix: String,
}

impl Merge<'_> {
    fn books(&self, one: &Book, other: &Book, pairs: &[Option<usize>]) -> Book {
        let mut book = one.clone();
        let count = one.chapters.len();
        let mut taken: BTreeSet<String> = one.chapters.iter().map(|chapter| chapter.slug.clone()).collect();
        let mut chapters: Vec<Chapter> = Vec::with_capacity(count);
        for (at, pair) in pairs.iter().enumerate() {
            let mut chapter = match pair {
                Some(pair) => other.chapters[*pair].clone(),
                // Nothing says that in the other language.
                None => Chapter { blocks: Vec::new(), notes: Vec::new(), ..one.chapters[at].clone() },
            };
            chapter.slug = names::unique(&format!("{}-{}", self.prefix, chapter.slug), 2, &mut taken);
            chapter.phase = one.chapters[at].phase;
            chapter.colours = one.chapters[at].colours;
            chapters.push(chapter);
        }
        let mut positions = vec![None; other.chapters.len()];
        for (at, pair) in pairs.iter().enumerate() {
            if let Some(pair) = pair {
                positions[*pair] = Some((count + at, chapters[at].slug.clone()));
            }
        }
        let pictures = self.pictures(&mut book, other);
        let addresses: Vec<&str> = other.chapters.iter().map(|chapter| chapter.address.as_str()).collect();
        let mut moved = Moved { positions, pictures, addresses };
        for chapter in &mut chapters {
            visit::blocks_mut(&mut chapter.blocks, &mut moved);
            chapter.notes.iter_mut().for_each(|note| visit::blocks_mut(&mut note.blocks, &mut moved));
        }
        stand_ins(self.left, book.chapters_mut());
        stand_ins(self.right, &mut chapters);
        book.chapters_mut().append(&mut chapters);
        for chapter in book.chapters_mut() {
            (chapter.previous, chapter.next, chapter.within, chapter.part) = (None, None, None, None);
            chapter.linked_from.clear();
        }
        let known: Vec<_> = other.fonts.iter().filter(|font| !book.fonts.contains(font)).cloned().collect();
        book.fonts.extend(known);
        if other.metadata.title != one.metadata.title {
            book.metadata.subtitle = Some(other.metadata.title.clone());
        }
        book.metadata.print_isbn = None;
        let name = format!("{}\n{}", one.metadata.identifier, other.metadata.identifier);
        book.metadata.identifier = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string();
        book
    }

    /// Takes the pictures of the right book into the left one; where each is then.
    fn pictures(&self, book: &mut Book, other: &Book) -> Vec<usize> {
        let mut positions = Vec::with_capacity(other.pictures.len());
        for picture in &other.pictures {
            let same = |known: &crate::book::StoredPicture| {
                known.path == picture.path && known.bytes == picture.bytes
            };
            let at = book.pictures.iter().position(same).unwrap_or_else(|| {
                let mut picture = picture.clone();
                picture.name = format!("{}-{}", self.prefix, picture.name);
                book.pictures.push(picture);
                book.pictures.len() - 1
            });
            positions.push(at);
        }
        positions
    }
}

/// Leaves of pages that stand in for a translation the line that says so: what they say stands on
/// the other side.
fn stand_ins(project: &Project, chapters: &mut [Chapter]) {
    for chapter in chapters.iter_mut().filter(|chapter| project.config.site.stands_in(&chapter.path)) {
        chapter.blocks.truncate(1);
        chapter.notes.clear();
        if let Some(edition) = &project.config.site.edition {
            chapter.direction = config::direction(&edition.language);
            chapter.language.clone_from(&edition.language);
        }
    }
}

/// Brings the positions of a book in line with the one that it is put into.
struct Moved<'a> {
    positions: Vec<Option<(usize, String)>>,
    pictures: Vec<usize>,
    addresses: Vec<&'a str>,
}

impl VisitMut<Resolved> for Moved<'_> {
    fn target(&mut self, target: &mut Target) {
        let Target::Chapter { chapter, slug, id, .. } = target else { return };
        match self.positions.get(*chapter).cloned().flatten() {
            Some((position, own)) => (*chapter, *slug) = (position, own),
            None => {
                let address = self.addresses.get(*chapter).copied().unwrap_or_default();
                *target = elsewhere(address, id.as_deref());
            }
        }
    }

    fn image(&mut self, _span: Span, image: &mut Image<Resolved>) {
        if let Picture::Stored { picture } = &mut image.picture
            && let Some(at) = self.pictures.get(*picture)
        {
            *picture = *at;
        }
    }
}
