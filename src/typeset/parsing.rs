//! The theme's files, parsed: each once for all documents, and ahead of the first where that is known to come.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::thread;

use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::{FileId, Source, ast};

use super::{LIBRARY, file_id};
use crate::fonts::BUILTIN;
use crate::parallel::STACK;
use crate::theme::files;

/// A file of the theme, parsed. Every poster reads the same ones.
#[comemo::memoize]
pub(super) fn parsed(id: FileId, bytes: Bytes) -> FileResult<Source> {
    let text = std::str::from_utf8(&bytes).map_err(|_| FileError::InvalidUtf8)?;
    Ok(Source::new(id, text.to_owned()))
}

/// Parses documents of the built-in theme, such as `/theme/handbook.typ`, with what they import, and has the fonts and
/// the engine's library ready: on a thread of its own, while pages are read. What a site has in the place of a file is
/// parsed when it is asked for.
pub fn parse_ahead(documents: Vec<&'static str>) {
    // The engine numbers files as they are first named: in one order, whatever the threads do.
    files::builtin().for_each(|(name, _)| _ = of_theme(name));
    let parse = move || {
        LazyLock::force(&BUILTIN);
        LazyLock::force(&LIBRARY);
        let mut met = BTreeSet::new();
        documents.into_iter().for_each(|path| with_imports(path, &mut met));
    };
    // Where the system has no thread to give, it is done when it is asked for.
    let _ = thread::Builder::new().stack_size(STACK).spawn(parse);
}

fn of_theme(name: &str) -> FileId {
    file_id(&format!("/theme/{name}"))
}

fn with_imports(path: &str, met: &mut BTreeSet<String>) {
    let name = path.strip_prefix("/theme/").unwrap_or(path);
    let Some((_, text)) = files::builtin().find(|(known, _)| *known == name) else { return };
    if !met.insert(name.to_owned()) {
        return;
    }
    let Ok(source) = parsed(of_theme(name), Bytes::from_string(text)) else { return };
    for import in source.root().children().filter_map(|node| node.cast::<ast::ModuleImport>()) {
        if let ast::Expr::Str(path) = import.source() {
            with_imports(&path.get(), met);
        }
    }
}
