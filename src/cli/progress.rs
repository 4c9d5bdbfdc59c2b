//! How far a build is, on a terminal and nowhere else: one line, gone when the work is done.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::is_terminal;
use crate::parallel::lock;
use crate::progress::{Event, Making, Progress};

/// Does something long, and shows how far it is. Afterwards the line is as it was before.
pub fn watched<T>(work: impl FnOnce(&Progress) -> T) -> T {
    if !is_terminal() {
        return work(&Progress::default());
    }
    let bar = ProgressBar::new(0);
    let line = Arc::new(Mutex::new(Line::new()));
    let progress = {
        let bar = bar.clone();
        Progress::new(move |event| {
            let mut line = lock(&line);
            line.happened(&event);
            line.show(&bar);
        })
    };
    // Somebody sees that a long document is still being made.
    bar.enable_steady_tick(Duration::from_millis(200));
    let result = work(&progress);
    bar.finish_and_clear();
    result
}

/// What the line says.
struct Line {
    pages: Count,
    /// Of documents.
    documents: Count,
    /// Of those documents that are alike.
    series: Count,
    /// Documents of their own kind that are not done.
    single: Vec<String>,
    making: Making,
    /// When the first of the alike documents was begun.
    since: Option<Instant>,
}

#[derive(Default)]
struct Count {
    all: usize,
    done: usize,
}

impl Line {
    fn new() -> Self {
        let [pages, documents, series] = [(); 3].map(|()| Count::default());
        Self { pages, documents, series, single: Vec::new(), making: Making::default(), since: None }
    }

    #[allow(clippy::disallowed_methods, reason = "a terminal shows the time that is left; no output does")]
    fn happened(&mut self, event: &Event<'_>) {
        self.making.happened(event);
        match *event {
            Event::Pages(count) => self.pages.all += count,
            Event::Read => self.pages.done += 1,
            Event::Documents(names) => {
                self.documents.all += names.len();
                self.single.extend(names.iter().map(|&name| name.to_owned()));
            }
            Event::Series(count) => {
                self.documents.all += count;
                self.series.all += count;
                self.since.get_or_insert_with(Instant::now);
            }
            Event::Begun(_) => {}
            Event::Done(name) => {
                self.documents.done += 1;
                match self.single.iter().position(|other| other == name) {
                    Some(at) => drop(self.single.remove(at)),
                    None => self.series.done += 1,
                }
            }
        }
    }

    /// How long what remains will take, where that can be told: it is like what was done.
    fn left(&self, since: Duration) -> Option<Duration> {
        let Count { all, done } = self.series;
        let told = self.single.is_empty() && done >= ENOUGH && done < all;
        told.then(|| since.mul_f64((all - done) as f64 / done as f64))
    }

    /// What is being made, and how long the rest will take.
    fn message(&self, since: Duration) -> String {
        let left = self.left(since).map(|left| format!("about {} s left: ", left.as_secs() + 1));
        format!("{}{}", left.unwrap_or_default(), self.making)
    }

    fn show(&self, bar: &ProgressBar) {
        // Documents are known only when all pages have been read.
        let (count, template) = if self.documents.all > 0 {
            (&self.documents, "[{bar:20}] {pos} of {len} documents, {elapsed}  {wide_msg}")
        } else {
            (&self.pages, "[{bar:20}] {pos} of {len} pages read")
        };
        let style = ProgressStyle::with_template(template).expect("the templates are right");
        bar.set_style(style.progress_chars("=> "));
        bar.set_length(count.all as u64);
        bar.set_message(self.message(self.since.map_or(Duration::ZERO, |since| since.elapsed())));
        bar.set_position(count.done as u64);
    }
}

/// How many documents tell how long one takes.
const ENOUGH: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_told_when_what_remains_is_like_what_was_done() {
        let mut line = Line::new();
        line.happened(&Event::Documents(&["handbook"]));
        line.happened(&Event::Series(12));
        line.happened(&Event::Begun("handbook"));
        let since = Duration::from_secs(20);
        for name in ["poster a", "poster b", "poster c", "poster d"] {
            line.happened(&Event::Begun(name));
            line.happened(&Event::Done(name));
        }
        assert_eq!(line.message(since), "handbook", "nobody knows how long the handbook takes");
        line.happened(&Event::Done("handbook"));
        line.happened(&Event::Begun("poster e"));
        assert_eq!(line.message(since), "about 41 s left: poster e", "four took twenty, eight remain");
        assert_eq!((line.documents.done, line.documents.all), (5, 13));
    }
}
