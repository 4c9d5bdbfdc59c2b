//! How far a long piece of work is, for whoever watches it. The work tells what happens;
//! whether anybody sees that, and how, is for those who ask for the work.

use std::fmt;
use std::sync::Arc;

/// Something that happens while a book is read and made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'a> {
    /// So many pages will be read.
    Pages(usize),
    /// One of them was.
    Read,
    /// These documents will be made, each of its own kind.
    Documents(&'a [&'a str]),
    /// So many documents will be made that are alike, and take about as long as one another.
    Series(usize),
    /// A document is begun.
    Begun(&'a str),
    /// A document is done.
    Done(&'a str),
}

/// The documents that are begun and not done.
#[derive(Debug, Clone, Default)]
pub struct Making(Vec<String>);

impl Making {
    /// Notes what happens.
    pub fn happened(&mut self, event: &Event<'_>) {
        match *event {
            Event::Begun(name) => self.0.push(name.to_owned()),
            Event::Done(name) => self.0.retain(|other| other != name),
            _ => {}
        }
    }
}

impl fmt::Display for Making {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// Takes events, from any thread.
type Observer = dyn Fn(Event<'_>) + Send + Sync;

/// To whom events are told: to nobody, unless somebody is named.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<Observer>>);

impl Progress {
    /// Tells `observer`.
    pub fn new(observer: impl Fn(Event<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(observer)))
    }

    /// Tells what happens.
    pub fn tell(&self, event: Event<'_>) {
        if let Some(observer) = &self.0 {
            observer(event);
        }
    }

    /// Makes a document, and tells when it is begun and done.
    pub fn document<T>(&self, name: &str, make: impl FnOnce() -> T) -> T {
        self.tell(Event::Begun(name));
        let made = make();
        self.tell(Event::Done(name));
        made
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Progress(watched)" } else { "Progress(unwatched)" })
    }
}
