//! Building: a [`Project`] and a [`Request`] in; files and diagnostics out.
//!
//! [`Options`] settles a request against the site's configuration, and [`make`] makes the files in
//! memory; [`output::write`] puts them on disk. Nothing here knows the command line or a terminal:
//! `cli` and `preview` are two doors to it.

pub mod book;
mod cards;
pub mod editions;
mod environment;
pub mod facing;
pub mod failure;
mod handout;
pub mod inventory;
pub mod locate;
pub mod options;
pub mod output;
pub mod posters;
mod probe;
pub mod project;
pub mod request;
pub mod since;
mod task;
mod thin_pages;
mod unreadable;
pub mod watchdog;

use std::borrow::Cow;

use crate::book::Book;
use crate::changes;
use crate::diagnostic::{Diagnostic, rules};
use crate::handbook::{self, Filling, Handbook, Worksheets};
use crate::images::trace::{self, Printed};
use crate::parallel;
use crate::print::{Press, resolution};
use crate::progress::{Event, Progress};
use crate::typeset::{Fault, parse_ahead};
use book::Forms;
use failure::failed;
use output::Output;
use task::Task;

pub use failure::{Cause, Failure};
pub use options::Options;
pub use project::{NoPages, Project, ReadOptions};
pub use request::{Product, Request};

/// What was made: files, and what is to be said of them.
#[derive(Debug, Default)]
pub struct Made {
    /// The files.
    pub outputs: Vec<Output>,
    /// What the engine remarked, and what posters of the whole book have no room for.
    pub remarks: Vec<String>,
    /// Faults of pages that only show in the products.
    pub found: Vec<Diagnostic>,
    /// The summary for the print shop.
    pub summary: String,
    /// What could not be made beside it.
    pub failures: Vec<Failure>,
}

/// Has the theme ready for the products of a request while its pages are read.
pub fn prepare(request: &Request) {
    let mut documents = Vec::new();
    for product in Product::ALL.into_iter().filter(|product| request.wants(*product)) {
        match product {
            Product::Handbook => documents.push(handbook::HANDBOOK),
            Product::Epub => documents.push(handbook::COVER),
            Product::Posters => documents.extend(crate::posters::documents()),
            Product::Cards => documents.push(crate::cards::DOCUMENT),
            Product::Typst => {}
        }
    }
    parse_ahead(documents);
}

/// Up to how many chapters a book's formats are made side by side.
const SIDE_BY_SIDE: usize = 100;

/// Makes what is asked for, in memory. Material that the engine refuses costs its own place, and a
/// product that cannot be made without it costs no other. The error is what could not be made,
/// where nothing could.
pub fn make(project: &Project, options: &Options, progress: &Progress) -> Result<Made, Vec<Failure>> {
    let plain = |message: String| vec![Failure { message, diagnostics: Vec::new() }];
    let whole = project.book.as_ref().ok_or_else(|| plain("there is nothing to build".to_owned()))?;
    let select = |book: Book| {
        crate::book::select(book, &options.request.pages).map_err(|error| plain(error.to_string()))
    };
    let options = &options.with_profile(&project.profile);
    let book = select(whole.clone())?;
    let is_long = book.chapters.len() > SIDE_BY_SIDE;
    let forms = task::forms(&options.request, &project.config.publishing);
    let tasks = task::tasks(options, Forms { once: is_long, ..forms });
    let mut all = Made::default();
    let marked = project.earlier.as_ref().map(|earlier| changes::mark(whole, &earlier.book, &earlier.name));
    if let Some(None) = marked {
        all.remarks.push("nothing has changed since the earlier edition".to_owned());
    }
    let marked = marked.flatten().map(select).transpose()?;
    // Changes are shown where there is running text, and nowhere else.
    let (of_text, others): (Vec<Task>, Vec<Task>) =
        tasks.into_iter().partition(|task| marked.is_some() && task.has_running_text());
    let mut failures = Vec::new();
    for (book, tasks) in [(&book, others), (marked.as_ref().unwrap_or(&book), of_text)] {
        failures.extend(all.make(tasks, book, options, progress));
    }
    all.failures = failure::failures(failures, &book.theme);
    if all.outputs.is_empty() && !all.failures.is_empty() {
        return Err(all.failures);
    }
    Ok(all)
}

/// What each of some tasks makes of a book, in their order.
fn products(
    mut tasks: Vec<Task>,
    book: &Book,
    options: &Options,
    progress: &Progress,
) -> Vec<(Task, Result<Made, Cause>)> {
    let is_long = book.chapters.len() > SIDE_BY_SIDE;
    // Screens scale pictures as they like; the EPUB keeps them as they came.
    let printed = if tasks.contains(&Task::Posters) {
        trace::crisp(book, Printed::OnPosters)
    } else if tasks.iter().any(Task::is_on_paper) {
        trace::crisp(book, Printed::OnPages)
    } else {
        Cow::Borrowed(book)
    };
    let maker = Maker { printed: &printed, book, options, progress };
    tasks.iter().for_each(|task| progress.tell(Event::Documents(task.documents())));
    // The posters of a long book come first and alone: the engine evicts what it remembers of them
    // before the handbook is laid out, which takes the longer the more there ever was.
    let posters = tasks.iter().filter(|task| is_long && matches!(task, Task::Posters)).count();
    let together = tasks.split_off(posters);
    let mut made = parallel::map(tasks, |task| (task, maker.make(task)));
    if posters > 0 {
        comemo::evict(0);
    }
    // Formats do not know one another, so they are made side by side.
    made.extend(parallel::map(together, |task| (task, maker.make(task))));
    made
}

impl Made {
    /// Makes tasks of a book, and gives back why some could not be.
    fn make(&mut self, tasks: Vec<Task>, book: &Book, options: &Options, progress: &Progress) -> Vec<Cause> {
        if tasks.is_empty() {
            return Vec::new();
        }
        let mut failed = self.add(products(tasks, book, options, progress));
        let by_engine = failed.iter().any(|(_, cause)| cause.is_in_pages(&book.theme));
        if by_engine && let Some((rest, found)) = probe::without_refused(book, &options.handbook) {
            self.found.extend(found);
            let tasks = failed.into_iter().map(|(task, _)| task).collect();
            failed = self.add(products(tasks, &rest, options, progress));
        }
        // An EPUB without its print edition is worth more than none.
        let alone = failed.iter().filter_map(|(task, _)| match task {
            Task::Book(forms) if forms.handbook && forms.epub => {
                Some(Task::Book(Forms { handbook: false, pages: false, ..*forms }))
            }
            _ => None,
        });
        let alone: Vec<Task> = alone.collect();
        if !alone.is_empty() {
            self.add(products(alone, book, options, progress));
        }
        failed.into_iter().map(|(_, cause)| cause).collect()
    }

    /// Adds products, and gives back the tasks that failed, in their order.
    fn add(&mut self, made: Vec<(Task, Result<Made, Cause>)>) -> Vec<(Task, Cause)> {
        let mut failed = Vec::new();
        for (task, product) in made {
            let mut product = match product {
                Ok(product) => product,
                Err(cause) => {
                    failed.push((task, cause));
                    continue;
                }
            };
            self.outputs.append(&mut product.outputs);
            // Two kinds of worksheets say the same.
            product.remarks.retain(|remark| !self.remarks.contains(remark));
            self.remarks.append(&mut product.remarks);
            self.summary.push_str(&product.summary);
            // A picture on several sheets is one fault, where it is worst.
            for diagnostic in product.found {
                let is_same =
                    |before: &Diagnostic| before.rule == diagnostic.rule && before.place == diagnostic.place;
                let once = [&rules::LOW_RESOLUTION, &rules::EMPTY_WORKSHEET].contains(&diagnostic.rule);
                if !once || !self.found.iter().any(is_same) {
                    self.found.push(diagnostic);
                }
            }
        }
        failed
    }
}

/// Makes the products of one book.
struct Maker<'a> {
    /// The book with its pictures made ready for paper.
    printed: &'a Book,
    book: &'a Book,
    options: &'a Options,
    progress: &'a Progress,
}

impl Maker<'_> {
    fn make(&self, task: Task) -> Result<Made, Cause> {
        let documents = task.documents();
        documents.iter().for_each(|name| self.progress.tell(Event::Begun(name)));
        let made = match task {
            Task::Posters => posters::make(self.printed, self.options, self.progress),
            Task::Cards => cards::make(self.printed, self.options),
            Task::Book(forms) => self.book(forms),
            Task::Typst => Ok(self.typst()),
            Task::Worksheets(filling) => self.worksheets(filling),
            Task::Handout(kind) => handout::make(kind, self.printed, self.options)
                .map(|output| Made { outputs: vec![output], ..Made::default() }),
        };
        documents.iter().for_each(|name| self.progress.tell(Event::Done(name)));
        made
    }

    /// The handbook and the EPUB, and the handbook for the print shop where it is asked for.
    fn book(&self, forms: Forms) -> Result<Made, Cause> {
        let options = &self.options.handbook;
        let edition = book::make(self.printed, self.book, options, forms)?;
        let mut made = Made { remarks: edition.remarks, found: edition.found, ..Made::default() };
        if let Some(handbook) = edition.handbook {
            made.outputs.push(Output { path: "handbook.pdf".into(), bytes: handbook.pdf });
            made.remarks.extend(handbook.remarks.iter().map(Fault::to_string));
            made.found.extend(resolution::diagnose(self.printed, None, &handbook.shown, "the handbook"));
            made.found.extend(thin_pages::diagnose(self.printed, &handbook.thin));
        }
        if let Some(press) = self.options.press.as_ref().filter(|_| forms.handbook) {
            self.print_shop(press, &mut made)?;
        }
        if let Some(bytes) = edition.epub {
            made.outputs.push(Output { path: "handbook.epub".into(), bytes });
        }
        if let Some(text) = edition.onix {
            made.outputs.push(Output { path: "onix.xml".into(), bytes: text.into_bytes() });
        }
        Ok(made)
    }

    /// The handbook for the print shop, and its cover where that goes around the leaves.
    fn print_shop(&self, press: &Press, made: &mut Made) -> Result<(), Cause> {
        let wrap = self.options.wrap;
        let mut options = self.options.handbook.clone();
        if wrap.is_some() {
            // Leaves that are glued are printed on both sides.
            options = handbook::Options { covers: false, two_sided: true, ..options };
        }
        let shop = handbook::for_print_shop(self.printed, &options, press)
            .map_err(|faults| failed("the handbook for the print shop", faults))?;
        let pages = shop.preflight.as_ref().map_or(0, |preflight| preflight.pages);
        let mut files = vec![("handbook-print.pdf", shop)];
        if let Some(thickness) = wrap {
            let leaves = (pages.div_ceil(2), thickness);
            let cover = handbook::wrap_cover(self.printed, &options, press, leaves)
                .map_err(|faults| failed("the cover for the print shop", faults))?;
            made.remarks.extend(cover.remarks.iter().map(Fault::to_string));
            files.push(("handbook-cover-print.pdf", cover));
        }
        let mut summaries = Vec::new();
        for (path, Handbook { pdf, preflight, .. }) in files {
            made.outputs.push(Output { path: path.into(), bytes: pdf });
            summaries.extend(preflight.map(|preflight| preflight.to_string()));
        }
        made.summary = summaries.join("\n");
        let bytes = made.summary.clone().into_bytes();
        made.outputs.push(Output { path: "handbook-preflight.txt".into(), bytes });
        Ok(())
    }

    /// The theme, the book as data, and the fonts: what Typst's own compiler needs
    /// to make the handbook from `typst/theme/handbook.typ`, with `typst/` as its root.
    fn typst(&self) -> Made {
        let output =
            |path: String, bytes: &[u8]| Output { path: format!("typst{path}"), bytes: bytes.to_vec() };
        let sources = handbook::sources(self.printed, &self.options.handbook);
        let mut outputs: Vec<Output> =
            sources.into_iter().map(|(path, bytes)| output(path, &bytes)).collect();
        for (number, face) in crate::fonts::BUILTIN.iter().chain(&self.printed.fonts).enumerate() {
            outputs.push(output(format!("/fonts/{number}.ttf"), face.data()));
        }
        Made { outputs, ..Made::default() }
    }

    /// The worksheets. A phase that leaves nothing to do has room for notes alone,
    /// and a diagnostic names it.
    fn worksheets(&self, filling: Filling) -> Result<Made, Cause> {
        let (path, what) = match filling {
            Filling::ByHand => ("worksheets.pdf", "the worksheets"),
            Filling::OnScreen => ("worksheets-fillable.pdf", "the worksheets to fill in on a screen"),
        };
        let made = handbook::worksheets(self.printed, &self.options.handbook, filling)
            .map_err(|faults| failed(what, faults))?;
        let Some(Worksheets { file, empty }) = made else {
            let remarks = vec!["no page is a phase, so there are no worksheets".to_owned()];
            return Ok(Made { remarks, ..Made::default() });
        };
        let pages = empty.into_iter().filter_map(|chapter| self.printed.chapters.get(chapter));
        let found = pages.map(|page| {
            let message = "the worksheet of this phase has nothing to tick and nothing to answer".to_owned();
            Diagnostic::new(&rules::EMPTY_WORKSHEET, &page.place.source, page.place.span, message)
                .hint("give the page a list under a heading such as `Outputs`, `Activities` or `Questions`")
        });
        Ok(Made {
            outputs: vec![Output { path: path.into(), bytes: file.pdf }],
            remarks: file.remarks.iter().map(Fault::to_string).collect(),
            found: found.collect(),
            ..Made::default()
        })
    }
}
