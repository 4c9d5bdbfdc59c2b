//! Earlier states of a site: the files of a revision of the git repository that it is in.
//!
//! The repository is read by a library, and no program is started. Nothing is written, and nothing that
//! the repository's configuration says is carried out.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gix_hash::{Kind, ObjectId, Prefix};
use gix_object::tree::EntryKind;
use gix_object::{FindExt, Kind as ObjectKind};
use gix_odb::HandleArc;
use gix_ref::file::ReferenceExt as _;

use crate::files::{Entry, Files, REPOSITORIES};

/// How many tags a message names.
const NAMED: usize = 12;
/// How many links a path may go through.
const LINKS: usize = 40;
/// How many files and folders of a revision are looked at.
const MOST_FILES: usize = 1_000_000;
/// The seconds of a day.
const DAY: i64 = 86_400;

/// A git repository.
pub struct Repository {
    /// The folder that it keeps the versions of.
    work_tree: PathBuf,
    /// Where its objects and branches are: another folder than its own for a second working tree.
    common: PathBuf,
    refs: gix_ref::file::Store,
    objects: HandleArc,
}

/// What a library says, as the end of a message.
fn said(error: impl std::fmt::Display) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

impl Repository {
    /// The repository that a folder is in; none where it is in none. The error is a message for the user.
    pub fn around(folder: &Path) -> Result<Option<Self>, String> {
        let Ok((found, _)) = gix_discover::upwards(folder) else { return Ok(None) };
        let (own, Some(work_tree)) = found.into_repository_and_work_tree_directories() else {
            return Ok(None);
        };
        let unreadable = |why: String| format!("the repository `{}` cannot be read: {why}", own.display());
        let common = match gix_discover::path::from_plain_file(&own.join("commondir")) {
            Some(common) => own.join(common.map_err(|error| unreadable(said(error)))?),
            None => own.clone(),
        };
        let refs = gix_ref::file::Store::for_linked_worktree(own.clone(), common.clone(), Kind::Sha1);
        let objects = gix_odb::at(common.join("objects"), Kind::Sha1)
            .and_then(gix_odb::Handle::into_arc)
            .map_err(|error| unreadable(said(error)))?;
        let work_tree = work_tree.canonicalize().map_err(|error| unreadable(said(error)))?;
        Ok(Some(Self { work_tree, common, refs, objects }))
    }

    /// The files below `root` at what is named: a revision, or a day as `YYYY-MM-DD`, which means the
    /// last commit of the current history that is not after it. The error is a message for the user.
    pub fn read(self, named: &str, root: &Path) -> Result<Tree, String> {
        let commit = match (self.revision(named)?, day(named)) {
            (Some(commit), _) => commit,
            (None, Some(day)) => self.before(day, named)?,
            (None, None) => return Err(self.unknown(named)),
        };
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let below = root.strip_prefix(&self.work_tree).unwrap_or(Path::new(""));
        let mut tree = self.commit(commit)?.tree;
        for part in below.components() {
            let name = part.as_os_str().to_string_lossy();
            tree = self
                .folder(tree, &name)?
                .ok_or_else(|| format!("there is no folder `{}` at `{named}`", below.display()))?;
        }
        let mut found = BTreeMap::new();
        self.gather(tree, "", &mut found)?;
        Ok(Tree { found, objects: Mutex::new(self.objects) })
    }

    /// The commit that a revision names: a tag, a branch, `HEAD`, the beginning of a commit's name, each
    /// with steps back, such as `~2` and `^`. None where there is no such.
    fn revision(&self, named: &str) -> Result<Option<ObjectId>, String> {
        let base = named.find(['~', '^']).unwrap_or(named.len());
        let (base, mut steps) = named.split_at(base);
        let Some(mut commit) = self.base(base)? else { return Ok(None) };
        while let Some(sign) = steps.chars().next() {
            if !['~', '^'].contains(&sign) {
                return Ok(None);
            }
            let digits = steps[1..].find(|c: char| !c.is_ascii_digit()).map_or(steps.len(), |end| end + 1);
            let number = if digits == 1 { Some(1) } else { steps[1..digits].parse::<usize>().ok() };
            let Some(number) = number else { return Ok(None) };
            let (along, parent) = if sign == '~' { (number, 1) } else { (number.min(1), number) };
            for _ in 0..along {
                let parents = self.commit(commit)?.parents;
                let Some(next) = parents.get(parent.saturating_sub(1)) else { return Ok(None) };
                commit = *next;
            }
            steps = &steps[digits..];
        }
        Ok(Some(commit))
    }

    /// The commit of a name without steps.
    fn base(&self, named: &str) -> Result<Option<ObjectId>, String> {
        let named = if named == "@" { "HEAD" } else { named };
        if let Ok(Some(mut reference)) = self.refs.try_find(named) {
            let found = reference.peel_to_id(&self.refs, &self.objects);
            return found.map(Some).map_err(|error| format!("`{named}` cannot be read: {}", said(error)));
        }
        let Ok(prefix) = Prefix::from_hex(named) else { return Ok(None) };
        match self.objects.lookup_prefix(prefix, None) {
            Ok(Some(Ok(id))) => self.peeled(id).map(Some),
            Ok(Some(Err(()))) => Err(format!(
                "`{named}` begins the names of several objects of the repository; write more of it"
            )),
            _ => Ok(None),
        }
    }

    /// The commit that an object is, or that a tag leads to.
    fn peeled(&self, mut id: ObjectId) -> Result<ObjectId, String> {
        for _ in 0..LINKS {
            let mut buffer = Vec::new();
            let object = self.objects.find(&id, &mut buffer).map_err(said)?;
            match object.kind {
                ObjectKind::Tag => {
                    let target = object.try_into_tag_iter().map(|tag| tag.target_id());
                    id = target.transpose().map_err(said)?.unwrap_or(id);
                }
                _ => break,
            }
        }
        Ok(id)
    }

    fn commit(&self, id: ObjectId) -> Result<Commit, String> {
        let mut buffer = Vec::new();
        let commit = self.objects.find_commit(&id, &mut buffer).map_err(|error| {
            let why = if self.is_shallow() {
                "the repository holds only its last commits; fetch the others (`git fetch --unshallow --tags`)".to_owned()
            } else {
                said(error)
            };
            format!("the commit `{id}` cannot be read: {why}")
        })?;
        let time = commit.committer().and_then(|committer| committer.time()).map_err(said)?;
        Ok(Commit {
            tree: commit.tree(),
            parents: commit.parents().collect(),
            seconds: time.seconds,
            day: time.seconds.saturating_add(i64::from(time.offset)).div_euclid(DAY),
        })
    }

    /// Whether only the last commits are there, as build servers fetch them.
    fn is_shallow(&self) -> bool {
        self.common.join("shallow").is_file()
    }

    /// The last commit of the current history that was made on a day or before it.
    fn before(&self, day: i64, named: &str) -> Result<ObjectId, String> {
        let head = self.base("HEAD")?.ok_or_else(|| "the repository has no commit".to_owned())?;
        // The youngest first; a name that is there once keeps the order the same.
        let mut waiting = BTreeSet::new();
        let mut seen = BTreeSet::from([head]);
        waiting.insert((self.commit(head)?.seconds, head));
        while let Some((_, id)) = waiting.pop_last() {
            let commit = self.commit(id)?;
            if commit.day <= day {
                return Ok(id);
            }
            for parent in commit.parents {
                if seen.insert(parent) {
                    waiting.insert((self.commit(parent)?.seconds, parent));
                }
            }
        }
        Err(format!("the repository has no commit of {named} or before"))
    }

    /// A name that leads nowhere, as a message with those that do.
    fn unknown(&self, named: &str) -> String {
        let mut tags = Vec::new();
        if let Ok(all) = self.refs.iter() {
            let names = all.all().into_iter().flatten().filter_map(Result::ok);
            let names = names.map(|reference| reference.name.as_bstr().to_string());
            tags.extend(names.filter_map(|name| name.strip_prefix("refs/tags/").map(str::to_owned)));
        }
        tags.sort();
        let nearest = crate::names::nearest(named, tags.iter().map(String::as_str));
        let nearest = nearest.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        let rest =
            if tags.len() > NAMED { format!(" and {} more", tags.len() - NAMED) } else { String::new() };
        tags.truncate(NAMED);
        let there = match (tags.is_empty(), self.is_shallow()) {
            (false, _) => format!("the tags are `{}`{rest}", tags.join("`, `")),
            (true, false) => "the repository has no tags".to_owned(),
            (true, true) => {
                "only the last commits were fetched; fetch the others (`git fetch --unshallow --tags`)"
                    .to_owned()
            }
        };
        format!(
            "`{named}` is no folder, no revision of the repository and no day{nearest}\n  = note: {there}"
        )
    }

    fn entries(&self, tree: ObjectId) -> Result<Vec<(String, EntryKind, ObjectId)>, String> {
        let mut buffer = Vec::new();
        let tree = self.objects.find_tree(&tree, &mut buffer).map_err(said)?;
        let entry = |entry: &gix_object::tree::EntryRef<'_>| {
            (entry.filename.to_string(), entry.mode.kind(), entry.oid.to_owned())
        };
        Ok(tree.entries.iter().map(entry).collect())
    }

    fn folder(&self, tree: ObjectId, name: &str) -> Result<Option<ObjectId>, String> {
        let entries = self.entries(tree)?.into_iter();
        Ok(entries.filter(|(own, kind, _)| own == name && *kind == EntryKind::Tree).map(|(.., id)| id).next())
    }

    fn gather(
        &self,
        tree: ObjectId,
        folder: &str,
        found: &mut BTreeMap<String, Found>,
    ) -> Result<(), String> {
        for (name, kind, id) in self.entries(tree)? {
            if REPOSITORIES.contains(&name.as_str()) {
                continue;
            }
            if found.len() >= MOST_FILES {
                return Err(format!("the revision has more than {MOST_FILES} files"));
            }
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let kind = match kind {
                EntryKind::Tree => Is::Folder,
                EntryKind::Link => Is::Link,
                EntryKind::Blob | EntryKind::BlobExecutable => Is::File,
                // A repository of its own, of which only the name of a commit is here.
                EntryKind::Commit => continue,
            };
            if kind == Is::Folder {
                self.gather(id, &path, found)?;
            }
            found.insert(path, Found { kind, id });
        }
        Ok(())
    }
}

/// A commit, as far as it matters here.
struct Commit {
    tree: ObjectId,
    parents: Vec<ObjectId>,
    /// When it was made, in seconds since 1970.
    seconds: i64,
    /// The day where it was made, in days since 1970.
    day: i64,
}

/// The days since 1970 of a day as `YYYY-MM-DD`.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let mut number = |length: usize| {
        let part = parts.next().filter(|part| part.len() == length)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i64>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March have their leap day last (Hinnant, "chrono-compatible low-level date
    // algorithms").
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    File,
    Folder,
    Link,
}

#[derive(Debug, Clone, Copy)]
struct Found {
    kind: Is,
    id: ObjectId,
}

/// The files of a revision.
pub struct Tree {
    /// By path.
    found: BTreeMap<String, Found>,
    /// The library reads for one thread at a time.
    objects: Mutex<HandleArc>,
}

impl Tree {
    /// What lies at a path after every link, and where. The error is that of a file that is not there.
    fn resolve(&self, path: &str) -> io::Result<(String, Option<Found>)> {
        let mut parts: Vec<String> =
            path.rsplit('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let (mut at, mut links) = (String::new(), 0);
        let mut found = None;
        while let Some(part) = parts.pop() {
            if part == ".." {
                at.truncate(at.rfind('/').unwrap_or(0));
                found = self.found.get(&at).copied();
                continue;
            }
            let next = if at.is_empty() { part } else { format!("{at}/{part}") };
            let one = *self.found.get(&next).ok_or(io::ErrorKind::NotFound)?;
            if one.kind != Is::Link {
                (at, found) = (next, Some(one));
                continue;
            }
            links += 1;
            let target = String::from_utf8(self.blob(one.id)?).map_err(|_| io::ErrorKind::InvalidData)?;
            if links > LINKS || target.starts_with('/') {
                return Err(io::ErrorKind::NotFound.into());
            }
            let steps = target.rsplit('/').filter(|part| !part.is_empty() && *part != ".");
            parts.extend(steps.map(str::to_owned));
        }
        Ok((at, found))
    }

    fn blob(&self, id: ObjectId) -> io::Result<Vec<u8>> {
        let objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = Vec::new();
        let blob = objects.find_blob(&id, &mut buffer).map_err(|error| io::Error::other(said(error)))?;
        Ok(blob.data.to_vec())
    }

    fn file(&self, path: &str) -> io::Result<ObjectId> {
        match self.resolve(path)? {
            (_, Some(Found { kind: Is::File, id })) => Ok(id),
            _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
        }
    }
}

impl Files for Tree {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let (folder, found) = self.resolve(folder)?;
        if found.is_some_and(|found| found.kind != Is::Folder) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.found.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        let own = below.filter_map(|(path, found)| Some((path.strip_prefix(&prefix)?, found)));
        let entry = |(name, found): (&str, &Found)| {
            let link = found.kind == Is::Link;
            let leads_to = || self.resolve(&format!("{prefix}{name}")).ok()?.1;
            let kind = if link { leads_to().map(|found| found.kind) } else { Some(found.kind) };
            Entry { name: name.to_owned(), folder: kind == Some(Is::Folder), link }
        };
        let mut entries: Vec<Entry> = own.filter(|(name, _)| !name.contains('/')).map(entry).collect();
        entries.sort();
        Ok(entries)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.blob(self.file(path)?)
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        let id = self.file(path)?;
        let objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let header = gix_odb::HeaderExt::header(&*objects, id);
        header.map(|header| header.size()).map_err(|error| io::Error::other(said(error)))
    }

    fn identity(&self, path: &str) -> io::Result<String> {
        self.resolve(path).map(|(path, _)| path)
    }
}
