//! A document that is laid out part by part.
//!
//! The engine lays a whole document out again and again until no page number changes any more, and
//! remembers all of it meanwhile. A theme that gives its document in parts says which of them depend
//! on which: parts of the *text* depend on one another by page numbers alone; what stands *before*
//! and *after* the text depends on all of it, and the text on nothing there but where links lead. So
//! only those parts are laid out again for which a number has changed, a long text is laid out a
//! batch at a time, and what leads to the text is laid out once that stands still.
//!
//! The pages are those of the whole in one piece. Where anything is out of the ordinary (a fault, or
//! numbers that never settle), there is no result and the whole is laid out in one piece, which also
//! tells the fault as the engine tells it.

mod ahead;
mod view;
mod whole;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use comemo::{Constraint, Track};
use ecow::EcoVec;
use typst::World;
use typst::diag::SourceDiagnostic;
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{
    Args, Array, Content, Context, Dict, Func, Module, Str, StyleChain, Target, TargetElem, Value,
};
use typst::introspection::{Introspector, Location, Locator};
use typst::model::{Document, DocumentInfo};
use typst::syntax::Span;
use typst::utils::{Protected, hash128};
use typst_layout::{Page, PagedDocument, PagedIntrospector, layout_document_for_bundle};

use super::{Job, LIBRARY};
use crate::parallel::{self, lock};
pub(crate) use ahead::Ahead;
use view::{Elsewhere, View};
use whole::Whole;

/// The name by which a theme gives the parts of its document.
const PARTS: &str = "parts";

/// The file that says whether parts are asked for; `null` where the document has none.
const ASKED: &str = "/parts.json";

/// How often parts are laid out again at most until no number changes.
const ROUNDS: usize = 5;

/// What a part asked of the document around it, with the answers.
type Asked = Constraint<<dyn Introspector as Track>::Call>;

/// What a part took from the theme's files, pictures and fonts while it was laid out.
type Taken = Constraint<<dyn World as Track>::Call>;

/// What becomes of that which the engine remembers of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// It is kept.
    Kept,
    /// What is of no more use is let go, for all documents. The text is laid out so many characters at a
    /// time, about.
    LetGo(usize),
}

impl Memory {
    /// The same for a long document that is laid out by itself: about a thousand pages at a time.
    pub(crate) const BOUNDED: Self = Self::LetGo(4_000_000);

    /// Lets go all.
    fn after_batch(self) {
        if let Self::LetGo(_) = self {
            comemo::evict(0);
        }
    }
}

/// A document made of parts.
pub(crate) struct Made {
    /// The document.
    pub document: PagedDocument,
    /// What the engine remarked.
    pub remarks: EcoVec<SourceDiagnostic>,
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Text,
    After,
}

/// What the number of a part's first page has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    Anywhere,
    Odd,
    Even,
}

impl Begins {
    /// Whether a page stays blank before a part that comes behind `pages` pages.
    fn wants_blank(self, pages: usize) -> bool {
        match self {
            Self::Anywhere => false,
            Self::Odd => !pages.is_multiple_of(2),
            Self::Even => pages.is_multiple_of(2),
        }
    }
}

/// A part as the theme gives it.
struct Part {
    place: Place,
    begins: Begins,
    /// How many characters it has, about.
    extent: usize,
    /// The positions of its chapters.
    chapters: Vec<usize>,
    /// Makes what stands in it.
    content: Func,
}

impl Part {
    fn read(given: &Dict) -> Option<Self> {
        let place = match word(given, "place")?.as_str() {
            "before" => Place::Before,
            "text" => Place::Text,
            _ => Place::After,
        };
        let begins = match word(given, "begins").as_deref() {
            Some("odd") => Begins::Odd,
            Some("even") => Begins::Even,
            _ => Begins::Anywhere,
        };
        let extent = given.get("extent").ok().and_then(|extent| extent.clone().cast().ok()).unwrap_or(0);
        let chapters = given.get("chapters").ok().and_then(|all| all.clone().cast::<Array>().ok());
        let chapters = chapters.unwrap_or_default().into_iter().filter_map(|at| at.cast().ok()).collect();
        let content = given.get("content").ok()?.clone().cast().ok()?;
        Some(Self { place, begins, extent, chapters, content })
    }

    /// What is kept of it for another layout.
    fn kept(&self, made: Arc<LaidOut>) -> Kept {
        Kept { chapters: self.chapters.clone(), made }
    }
}

fn word(given: &Dict, name: &str) -> Option<Str> {
    given.get(name).ok()?.clone().cast().ok()
}

/// The parts of a layout, for the next one of the same document after a change: what has the same content is
/// laid out again only where what it asked has another answer.
#[derive(Clone, Default)]
pub(crate) struct Earlier(BTreeMap<usize, Kept>);

/// A part that is kept, with the positions of its chapters.
#[derive(Clone)]
struct Kept {
    chapters: Vec<usize>,
    made: Arc<LaidOut>,
}

impl Earlier {
    /// Hands over what has the same content and would take the same from a job.
    fn take(&mut self, part: usize, content: &Content, job: &Job) -> Option<Arc<LaidOut>> {
        let is_same =
            |made: &Arc<LaidOut>| made.content == hash128(content) && made.taken.validate(job as &dyn World);
        self.0.remove(&part).map(|kept| kept.made).filter(is_same)
    }
}

/// A part, where it is laid out.
type Laid = Option<Arc<LaidOut>>;

/// A part that was laid out.
struct LaidOut {
    /// Names what was laid out.
    content: u128,
    taken: Taken,
    pages: Vec<Page>,
    info: DocumentInfo,
    /// Where its elements stand, as long as another part may ask for them.
    places: Option<Arc<PagedIntrospector>>,
    /// What it asked of the document around it.
    asked: Asked,
    /// What is wrong with it, should it stay as it is.
    faults: EcoVec<SourceDiagnostic>,
    remarks: EcoVec<SourceDiagnostic>,
}

impl Job {
    /// Lays the document out part by part, beginning with what an earlier layout has, where one is kept. None
    /// where the theme gives no parts, and where the whole is to be laid out in one piece.
    pub(crate) fn by_parts(&self, memory: Memory, earlier: Option<&mut Earlier>) -> Option<Made> {
        let job = self.asking_for_parts()?;
        let bench = Bench { job: &job, keeps: earlier.is_some() };
        Press::whole(bench)?.document(memory, earlier)
    }

    /// The same that tells the theme that parts are wanted; without them it lays out the whole. None where
    /// the document has none.
    fn asking_for_parts(&self) -> Option<Self> {
        let may_ask = self.files.get(ASKED).is_some_and(|asked| asked.as_slice() == b"false");
        let mut job = may_ask.then(|| self.clone())?;
        job.json(ASKED, &true);
        Some(job)
    }

    /// Lays the document out in one piece, once. None where that is not enough: where something is wrong, or
    /// where what it says of itself, such as the number of a page, is not so.
    pub(crate) fn at_once(&self) -> Option<Made> {
        let bench = Bench { job: self, keeps: false };
        let (module, mut remarks) = bench.evaluated()?;
        let made = bench.lay_out(0, &module.content(), &View::default())?;
        let whole =
            Whole { document: PagedDocument::new(made.pages.iter().cloned().collect(), made.info.clone()) };
        if !made.faults.is_empty() || !whole.suits(Some(&made)) {
            return None;
        }
        made.remarks.into_iter().for_each(|remark| remarks.warn(remark));
        Some(Made { document: whole.document, remarks: remarks.warnings() })
    }
}

/// What parts are laid out with.
#[derive(Clone, Copy)]
struct Bench<'a> {
    job: &'a Job,
    /// Whether parts are kept for another layout.
    keeps: bool,
}

/// What all parts are laid out with.
struct Press<'a> {
    bench: Bench<'a>,
    parts: Vec<Part>,
    /// What stands around the text; none where a part of that is laid out ahead of the whole.
    around: Option<Around>,
    /// What was remarked before anything was laid out, each once.
    remarks: Mutex<Sink>,
}

/// What stands around the text.
struct Around {
    /// What stands before and after it, by the positions of the parts.
    contents: Vec<(usize, Content)>,
    /// A page that stays blank.
    blank: Page,
}

impl<'a> Press<'a> {
    /// Of the whole document.
    fn whole(bench: Bench<'a>) -> Option<Self> {
        let (text, blank) = Self::text_alone(bench)?;
        let Self { parts, remarks, .. } = &text;
        let blank = bench.lay_out(parts.len(), &bench.content(&blank, remarks)?, &View::default())?;
        let blank = blank.pages.into_iter().next()?;
        let around = parts.iter().enumerate().filter(|(_, part)| part.place != Place::Text);
        let content = |(at, part): (usize, &Part)| Some((at, bench.content(&part.content, remarks)?));
        let contents = around.map(content).collect::<Option<Vec<_>>>()?;
        Some(Self { around: Some(Around { contents, blank }), ..text })
    }

    /// Of the text without what stands around it, and what makes a page that stays blank.
    fn text_alone(bench: Bench<'a>) -> Option<(Self, Func)> {
        let (module, remarks) = bench.evaluated()?;
        let given = module.scope().get(PARTS)?.read().clone().cast::<Dict>().ok()?;
        let blank = given.get("blank").ok()?.clone().cast().ok()?;
        let all = given.get("all").ok()?.clone().cast::<Array>().ok()?;
        let read = |part: Value| Part::read(&part.cast::<Dict>().ok()?);
        let parts = all.into_iter().map(read).collect::<Option<Vec<_>>>()?;
        Some((Self { bench, parts, around: None, remarks: Mutex::new(remarks) }, blank))
    }

    fn document(&self, memory: Memory, mut earlier: Option<&mut Earlier>) -> Option<Made> {
        // What is laid out at a time is remembered, which is much faster.
        let extent: usize = self.parts.iter().map(|part| part.extent).sum();
        let memory =
            if matches!(memory, Memory::LetGo(most) if extent > most) { memory } else { Memory::Kept };
        let mut known = earlier.as_deref_mut().map(std::mem::take).unwrap_or_default();
        let mut laid: Vec<Laid> = self.parts.iter().map(|_| None).collect();
        self.text(&mut laid, memory, &mut known)?;
        memory.after_batch();
        if earlier.is_none() {
            // Nobody asks for a place in the text by itself any more.
            for part in self.at(Place::Text) {
                let Some(part) = laid[part].as_mut().and_then(Arc::get_mut) else { continue };
                (part.places, part.asked) = (None, Asked::new());
            }
        }
        let document = self.around(&mut laid, &mut known)?;
        memory.after_batch();
        if laid.iter().flatten().any(|part| !part.faults.is_empty()) {
            return None;
        }
        let mut remarks = std::mem::take(&mut *lock(&self.remarks));
        laid.iter().flatten().flat_map(|part| &part.remarks).for_each(|remark| remarks.warn(remark.clone()));
        if let Some(earlier) = earlier {
            let parts = self.parts.iter().zip(laid).enumerate();
            let kept = parts.filter_map(|(at, (part, made))| Some((at, part.kept(made?))));
            earlier.0 = kept.collect();
        }
        Some(Made { document, remarks: remarks.warnings() })
    }

    /// The positions of the parts at a place.
    fn at(&self, place: Place) -> Vec<usize> {
        (0..self.parts.len()).filter(|part| self.parts[*part].place == place).collect()
    }

    /// Lays out the text, a batch after the other, and again what later batches have moved.
    fn text(&self, laid: &mut [Laid], memory: Memory, known: &mut Earlier) -> Option<()> {
        let mut elsewhere = Elsewhere::new(&self.parts);
        let text = self.at(Place::Text);
        for _ in 0..ROUNDS {
            let stale: Vec<usize> =
                text.iter().copied().filter(|part| !holds(*part, laid, &elsewhere)).collect();
            if stale.is_empty() {
                return Some(());
            }
            let batches = self.batches(&stale, memory);
            for (at, batch) in batches.iter().enumerate() {
                if at > 0 {
                    memory.after_batch();
                }
                self.settle(batch, laid, &mut elsewhere, known)?;
            }
        }
        None
    }

    fn batches<'p>(&self, parts: &'p [usize], memory: Memory) -> Vec<&'p [usize]> {
        let Memory::LetGo(most) = memory else { return vec![parts] };
        let (mut batches, mut from, mut extent) = (Vec::new(), 0, 0);
        for (at, part) in parts.iter().enumerate() {
            let more = self.parts[*part].extent;
            if extent + more > most && from < at {
                batches.push(&parts[from..at]);
                (from, extent) = (at, 0);
            }
            extent += more;
        }
        batches.push(&parts[from..]);
        batches
    }

    /// Lays parts of the text out until what they say of one another holds.
    fn settle(
        &self,
        parts: &[usize],
        laid: &mut [Laid],
        elsewhere: &mut Elsewhere,
        known: &mut Earlier,
    ) -> Option<()> {
        let contents = if known.0.is_empty() {
            self.begin(parts, laid, elsewhere)?
        } else {
            self.resume(parts, laid, elsewhere, known)?
        };
        elsewhere.number(&self.parts, laid);
        for _ in 0..ROUNDS {
            let mut stale: Vec<_> =
                contents.iter().filter(|(part, _)| !holds(*part, laid, elsewhere)).collect();
            if stale.is_empty() {
                return Some(());
            }
            // Few numbers change any more, so what stands around the text need not wait for it. In a text
            // of several batches many do.
            let is_whole = contents.len() == self.at(Place::Text).len();
            let ahead = (known.0.is_empty() && is_whole).then(|| self.ahead(laid)).flatten();
            stale.extend(ahead.iter().flat_map(|(around, _)| &around.contents));
            let view = |part: usize| match &ahead {
                Some((_, whole)) if self.parts[part].place != Place::Text => whole.view(),
                _ => elsewhere.seen_by(part, laid),
            };
            for (part, made) in self.all(stale, view) {
                let made = made?;
                if self.parts[part].place == Place::Text {
                    elsewhere.learn(part, &made);
                }
                laid[part] = Some(Arc::new(made));
            }
            elsewhere.number(&self.parts, laid);
        }
        contents.iter().all(|(part, _)| holds(*part, laid, elsewhere)).then_some(())
    }

    /// What stands around the text and the whole as far as it is laid out, once that is all of the text.
    fn ahead(&self, laid: &[Laid]) -> Option<(&Around, Whole)> {
        let around = self.around.as_ref()?;
        let is_text = |part: &Part| part.place == Place::Text;
        let mut all = self.parts.iter().zip(laid);
        all.all(|(part, made)| is_text(part) == made.is_some())
            .then(|| (around, Whole::new(&self.parts, laid, &around.blank)))
    }

    /// Makes what stands in parts of the text, and lays each of them out a first time.
    fn begin(
        &self,
        parts: &[usize],
        laid: &mut [Laid],
        elsewhere: &mut Elsewhere,
    ) -> Option<Vec<(usize, Content)>> {
        elsewhere.number(&self.parts, laid);
        let made = {
            let (laid, elsewhere) = (&*laid, &*elsewhere);
            parallel::map(self.longest_first(parts.to_vec(), |part| *part), |part| {
                let content = self.bench.content(&self.parts[part].content, &self.remarks)?;
                let made =
                    parallel::apart(|| self.bench.lay_out(part, &content, &elsewhere.seen_by(part, laid)))?;
                Some((part, content, made))
            })
        };
        let mut contents = Vec::with_capacity(made.len());
        for made in made {
            let (part, content, made) = made?;
            elsewhere.learn(part, &made);
            laid[part] = Some(Arc::new(made));
            contents.push((part, content));
        }
        Some(contents)
    }

    /// Makes what stands in parts of the text, and takes over those that are known to be the same.
    fn resume(
        &self,
        parts: &[usize],
        laid: &mut [Laid],
        elsewhere: &mut Elsewhere,
        known: &mut Earlier,
    ) -> Option<Vec<(usize, Content)>> {
        let contents = parallel::map(parts.to_vec(), |part| {
            Some((part, self.bench.content(&self.parts[part].content, &self.remarks)?))
        });
        let contents = contents.into_iter().collect::<Option<Vec<(usize, Content)>>>()?;
        for (part, content) in &contents {
            if let Some(made) = known.take(*part, content, self.bench.job) {
                elsewhere.learn(*part, &made);
                laid[*part] = Some(made);
            }
        }
        Some(contents)
    }

    /// Lays out what stands around the text, which holds still, and joins all.
    fn around(&self, laid: &mut [Laid], known: &mut Earlier) -> Option<PagedDocument> {
        let Around { contents, blank } = self.around.as_ref()?;
        for (part, content) in contents {
            if laid[*part].is_none() {
                laid[*part] = known.take(*part, content, self.bench.job);
            }
        }
        for _ in 0..ROUNDS {
            let whole = Whole::new(&self.parts, laid, blank);
            let stale: Vec<_> =
                contents.iter().filter(|(part, _)| !whole.suits(laid[*part].as_deref())).collect();
            if stale.is_empty() {
                return Some(whole.document);
            }
            for (part, made) in self.all(stale, |_| whole.view()) {
                laid[part] = Some(Arc::new(made?));
            }
        }
        let whole = Whole::new(&self.parts, laid, blank);
        contents.iter().all(|(part, _)| whole.suits(laid[*part].as_deref())).then_some(whole.document)
    }

    /// Lays parts out side by side, each on one thread, the longest first: no thread is left with one at the end.
    fn all<'v>(
        &self,
        parts: Vec<&(usize, Content)>,
        view: impl Fn(usize) -> View<'v> + Sync,
    ) -> Vec<(usize, Option<LaidOut>)> {
        parallel::map(self.longest_first(parts, |(part, _)| *part), |(part, content)| {
            (*part, parallel::apart(|| self.bench.lay_out(*part, content, &view(*part))))
        })
    }

    /// What belongs to parts, in the order in which it is done.
    /// Those around the text, which may be long lists, come before it.
    fn longest_first<T>(&self, mut all: Vec<T>, part: impl Fn(&T) -> usize) -> Vec<T> {
        all.sort_by_key(|it| {
            let part = &self.parts[part(it)];
            (part.place == Place::Text, std::cmp::Reverse(part.extent))
        });
        all
    }
}

impl Bench<'_> {
    /// The document's module, and what was remarked on it.
    fn evaluated(&self) -> Option<(Module, Sink)> {
        self.job.module().ok()
    }

    /// What a function of the theme makes.
    fn content(&self, of: &Func, remarks: &Mutex<Sink>) -> Option<Content> {
        let mut sink = Sink::new();
        let context = Context::none();
        let none = Args::new::<Value>(Span::detached(), []);
        let seen = (&View::default(), &Asked::new(), &Taken::new());
        let made = self.with(seen, &mut sink, |engine| of.call(engine, context.track(), none));
        let faultless = sink.delayed().is_empty();
        let mut remarks = lock(remarks);
        sink.warnings().into_iter().for_each(|remark| remarks.warn(remark));
        made.ok().filter(|_| faultless)?.cast().ok()
    }

    fn lay_out(&self, part: usize, content: &Content, view: &View) -> Option<LaidOut> {
        let (mut sink, asked, taken) = (Sink::new(), Asked::new(), Taken::new());
        let target = TargetElem::target.set(Target::Paged).wrap();
        let base = StyleChain::new(&LIBRARY.styles);
        // Elements of different parts are told apart by it.
        let locator = Locator::synthesize(Location::new(hash128(&(PARTS, part))));
        let document = self
            .with((view, &asked, &taken), &mut sink, |engine| {
                layout_document_for_bundle(engine, content, locator, base.chain(&target))
            })
            .ok()?;
        Some(LaidOut {
            content: hash128(content),
            taken,
            pages: document.pages().to_vec(),
            info: document.info().clone(),
            places: Some(Arc::clone(document.introspector())),
            asked,
            faults: sink.delayed(),
            remarks: sink.warnings(),
        })
    }

    /// Does something with an engine that knows what `view` shows, and notes what it asks and takes.
    fn with<R>(
        &self,
        (view, asked, taken): (&View, &Asked, &Taken),
        sink: &mut Sink,
        work: impl FnOnce(&mut Engine) -> R,
    ) -> R {
        let (world, view): (&dyn World, &dyn Introspector) = (self.job, view);
        let traced = Traced::default();
        work(&mut Engine {
            library: &LIBRARY,
            world: if self.keeps { world.track_with(taken) } else { world.track() },
            introspector: Protected::new(view.track_with(asked)),
            traced: traced.track(),
            sink: sink.track_mut(),
            route: Route::default(),
        })
    }
}

/// Whether a part of the text is laid out, and what it says of others holds.
fn holds(part: usize, laid: &[Laid], elsewhere: &Elsewhere) -> bool {
    let view = elsewhere.seen_by(part, laid);
    laid[part].as_ref().is_some_and(|made| made.asked.validate(&view as &dyn Introspector))
}
