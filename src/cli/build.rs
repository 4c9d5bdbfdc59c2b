//! `phasebook build`: reports what is wrong, and writes what is asked for.

use std::process;

use super::args::BuildArgs;
use super::progress::watched;
use super::{BUILT, FAILED, FAULTY, paint, read, say, style};
use crate::build::watchdog::{Exceeded, longest, watchdog};
use crate::build::{self, Options, output};
use crate::diagnostic::Severity;
use crate::report;

/// Builds, and says what it wrote.
pub fn run(args: &BuildArgs) -> Result<u8, String> {
    let (place, project) = read(&args.site.site, args.fonts)?;
    let options = Options::new(args.request(), &project.config)?;
    let style = style(&place.prefix);
    say::stderr(report::brief(&project.diagnostics, &style));
    let sizes = project.page_sizes().map(|(size, path)| (size, format!("{}{path}", place.prefix)));
    let pages = longest(sizes);
    let made = watched(|progress| {
        let exceeded = move |exceeded| give_up(&exceeded, &pages);
        watchdog(&project.config.limits, progress, exceeded, |progress| {
            build::make(&project, &options, progress)
        })
    });
    let made = made.map_err(|failure| failure.to_message(&style))?;
    let mut diagnostics = project.diagnostics;
    let found = project.config.weigh(made.found, &project.allowed);
    say::stderr(report::brief(&found, &style));
    diagnostics.extend(found);
    for remark in made.remarks {
        say::stderr(format_args!("{}: {remark}\n", paint("note", "1")));
    }
    let sizes: Vec<usize> = made.outputs.iter().map(|output| output.bytes.len()).collect();
    let written = output::write(&args.out, &made.outputs)?;
    for (path, size) in written.iter().zip(sizes) {
        say::stdout(format_args!("wrote {} ({})\n", path.display(), human_size(size)))?;
    }
    say::stdout(made.summary)?;
    let summary = report::summary(&diagnostics);
    if !summary.is_empty() {
        say::stderr(format_args!("{summary}\n"));
    }
    let faulty = diagnostics.iter().any(|d| d.severity == Severity::Error);
    Ok(if faulty { FAULTY } else { BUILT })
}

/// Ends the program, since nothing else can end the layout engine.
#[allow(
    clippy::disallowed_methods,
    reason = "a build writes only when all is made, so nothing is half there"
)]
fn give_up(Exceeded { limit, setting, making }: &Exceeded, pages: &str) {
    say::stderr(format_args!(
        "{}: the build took more than {limit}; nothing was written\n  = note: in the making: {making}\n  \
         = note: the longest pages: {pages}\n  \
         = help: build page by page with `--pages` to find the one that takes so much, or set \
         `limits: {setting}` in phasebook.yaml\n",
        paint("error", "1;31")
    ));
    process::exit(i32::from(FAILED));
}

fn human_size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} kB", bytes.div_ceil(1000))
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}
