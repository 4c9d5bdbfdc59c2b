//! `phasebook build`: reports what is wrong, and writes what is asked for.

use std::fs;
use std::path::PathBuf;
use std::process;

use super::args::BuildArgs;
use super::progress::watched;
use super::{FAILED, paint, read, read_options, say, style};
use crate::build::watchdog::{Exceeded, longest, watchdog};
use crate::build::{self, Options, inventory, posters, since};
use crate::diagnostic::shortened;
use crate::report::{self, Format, visible};

/// Builds, and says what it wrote.
pub fn run(args: &BuildArgs) -> Result<u8, String> {
    let out = out_folder(args)?;
    let (place, mut project) = read(&args.site, &args.read, args.fonts)?;
    let options = Options::new(args.request(), &project.config)?;
    if let Some(named) = &args.since {
        let read = read_options(&place, &args.read, args.fonts)?;
        project.earlier = Some(since::read(named, &place, &read)?);
    }
    let style = style(&place.prefix);
    say::stderr(report::brief(&args.verdict.shown(&project.diagnostics), &style));
    let sizes = project.page_sizes().map(|(size, path)| (size, format!("{}{path}", place.prefix)));
    let suspects = Suspects {
        pages: longest(sizes),
        theme: project.config.theme.as_ref().map(|theme| theme.value.clone()),
    };
    let made = watched(|progress| {
        let exceeded = move |exceeded| give_up(&exceeded, &suspects);
        watchdog(&project.config.limits, progress, exceeded, |progress| {
            build::make(&project, &options, progress)
        })
    });
    let made = made.map_err(|failures| build::failure::to_message(&failures, &style))?;
    let mut diagnostics = project.diagnostics;
    let found = project.config.weigh(made.found, &project.allowed);
    // What only the making finds, `check` does not show.
    say::stderr(report::render(&args.verdict.shown(&found), Format::Human, &style));
    diagnostics.extend(found);
    for remark in made.remarks.into_iter().filter(|_| !args.verdict.quiet) {
        let remark = shortened(remark);
        say::stderr(format_args!("{}: {}\n", paint("note", "1"), visible::line(&remark)));
    }
    let sizes: Vec<usize> = made.outputs.iter().map(|output| output.bytes.len()).collect();
    let outdated = posters::outdated(project.book.as_ref(), &options.request);
    let written = inventory::write(&out, made.outputs, outdated)?;
    if args.verdict.quiet {
        return Ok(args.verdict.status(&diagnostics));
    }
    for (path, size) in written.files.iter().zip(sizes) {
        say::stdout(format_args!("wrote {} ({})\n", path.display(), human_size(size)))?;
    }
    for path in &written.removed {
        say::stdout(format_args!("removed {}, which an earlier build wrote\n", path.display()))?;
    }
    say::stdout(made.summary)?;
    let summary = report::summary(&diagnostics);
    if !summary.is_empty() {
        say::stderr(format_args!("{summary}\n"));
    }
    if !made.failures.is_empty() {
        return Err(build::failure::to_message(&made.failures, &style));
    }
    Ok(args.verdict.status(&diagnostics))
}

/// The folder to write to. One that is not named may have come with a stranger's pages, as a link
/// to anywhere. The error is a message for the user.
fn out_folder(args: &BuildArgs) -> Result<PathBuf, String> {
    if let Some(out) = &args.out {
        return Ok(out.clone());
    }
    let usual = PathBuf::from("out");
    match fs::read_link(&usual) {
        Ok(target) => {
            let target = target.display();
            Err(format!("`out` is a symbolic link to `{target}`; to write there, name it with `--out`"))
        }
        Err(_) => Ok(usual),
    }
}

/// What may be the reason that a build takes too much.
struct Suspects {
    /// The longest pages, with their sizes.
    pages: String,
    /// The site's own theme.
    theme: Option<String>,
}

/// Ends the program, since nothing else can end the layout engine.
#[allow(
    clippy::disallowed_methods,
    reason = "a build writes only when all is made, so nothing is half there"
)]
fn give_up(Exceeded { limit, setting, making }: &Exceeded, Suspects { pages, theme }: &Suspects) {
    let (theme, without) = match theme {
        Some(theme) => (
            format!("the theme `{theme}` is the site's own\n  = note: "),
            "build without `theme:` to tell whether it is the theme; if not, ",
        ),
        None => (String::new(), ""),
    };
    say::stderr(format_args!(
        "{}: the build took more than {limit}; nothing was written\n  = note: in the making: {making}\n  \
         = note: {theme}the longest pages: {pages}\n  \
         = help: {without}build page by page with `--pages` to find the one that takes so much, or set \
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
