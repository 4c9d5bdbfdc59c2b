//! `phasebook build`: reports what is wrong, and writes what is asked for.

use std::fs::{self, File};
use std::io::{self, Read};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;

use super::args::BuildArgs;
use super::progress::watched;
use super::{FAILED, paint, read, read_options, say, style};
use crate::build::editions::Edition;
use crate::build::facing::Facing;
use crate::build::facing::{Both, Parallel};
use crate::build::request::Request;
use crate::build::watchdog::{Exceeded, longest, watchdog};
use crate::build::{self, Failure, Made, Options, Project, inventory, posters, since};
use crate::diagnostic::{Diagnostic, shortened};
use crate::files;
use crate::print::profile::{LARGEST, Profile};
use crate::report::{self, Format, visible};

/// Builds, and says what it wrote.
pub fn run(args: &BuildArgs) -> Result<u8, String> {
    let out = out_folder(args)?;
    let parallel = Parallel::of(&args.parallel)?;
    let languages = match &parallel {
        Some(pair) => pair.languages(),
        None => args.read.languages()?,
    };
    build::prepare(&args.request());
    let (place, mut editions) = read(&args.site, &args.read, args.fonts, &languages)?;
    if let Some(named) = &args.since {
        let read = read_options(&place, &args.read, args.fonts)?;
        let mut earlier = since::read(named, &place, &read, &languages)?;
        for edition in &mut editions {
            edition.project.earlier = earlier.remove(&edition.language);
        }
    }
    let style = style(&place.prefix);
    let profile = args.press.icc.as_deref().map(profile);
    let mut diagnostics: Vec<Diagnostic> =
        editions.iter().flat_map(|edition| edition.project.diagnostics.iter().cloned()).collect();
    say::stderr(report::brief(&args.verdict.shown(&diagnostics), &style));
    let books = books(editions, parallel.as_ref(), args.request())?;
    let mut all = Made::default();
    let mut outdated: Vec<Outdated> = Vec::new();
    for Job { folder, project, request, facing, remarks } in books {
        // The process ends with the build, and gives all memory back at once: to take a long book apart takes
        // as long as to pack it.
        let project = ManuallyDrop::new(project);
        let mut options = Options::new(request, &project.config)?;
        options.handbook.facing = facing;
        match &profile {
            None => {}
            Some(Ok(profile)) => {
                options.press.iter_mut().for_each(|press| press.profile = Some(Arc::clone(profile)));
            }
            Some(Err(_)) => options.press = None,
        }
        let mut made = make(&project, &options, &place.prefix)
            .map_err(|failures| build::failure::to_message(&failures, &style))?;
        let found = project.config.weigh(made.found, &project.allowed);
        // What only the making finds, `check` does not show.
        say::stderr(report::render(&args.verdict.shown(&found), Format::Human, &style));
        diagnostics.extend(found);
        let name = folder.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        for remark in remarks.into_iter().chain(made.remarks.drain(..)).filter(|_| !args.verdict.quiet) {
            let remark = shortened(format!("{name}{remark}"));
            say::stderr(format_args!("{}: {}\n", paint("note", "1"), visible::line(&remark)));
        }
        outdated.push((folder.clone(), Box::new(posters::outdated(project.book.as_ref(), &options.request))));
        all.outputs.extend(made.outputs.into_iter().map(|output| output.below(folder.as_deref())));
        all.summary.push_str(&made.summary);
        all.failures.append(&mut made.failures);
    }
    if let Some(Err(message)) = profile {
        all.failures.push(Failure { message, diagnostics: Vec::new() });
    }
    let sizes: Vec<usize> = all.outputs.iter().map(|output| output.bytes.len()).collect();
    let written = inventory::write(&out, all.outputs, |path| is_outdated(&outdated, path))?;
    if args.verdict.quiet {
        return Ok(args.verdict.status(&diagnostics));
    }
    for (path, size) in written.files.iter().zip(sizes) {
        say::stdout(format_args!("wrote {} ({})\n", path.display(), human_size(size)))?;
    }
    for path in &written.removed {
        say::stdout(format_args!("removed {}, which an earlier build wrote\n", path.display()))?;
    }
    say::stdout(all.summary)?;
    let summary = report::summary(&diagnostics);
    if !summary.is_empty() {
        say::stderr(format_args!("{summary}\n"));
    }
    if !all.failures.is_empty() {
        return Err(build::failure::to_message(&all.failures, &style));
    }
    Ok(args.verdict.status(&diagnostics))
}

/// The profile of a press in a file. The error is a message for the user.
fn profile(path: &Path) -> Result<Arc<Profile>, String> {
    let unreadable = |error: io::Error| {
        (format!("cannot be read: {}", files::reason(&error)), "name the ICC profile of the press")
    };
    let read = || {
        let mut bytes = Vec::new();
        // A pipe would keep the program waiting.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST { Err(io::Error::other("it is too large")) } else { Ok(bytes) }
    };
    read().map_err(unreadable).and_then(Profile::read).map(Arc::new).map_err(|(what, hint)| {
        let path = path.display();
        format!("nothing was made for the print shop: `{path}` {what}\n  = help: {hint}")
    })
}

/// A book to make.
struct Job {
    /// The folder for its files, below that of all.
    folder: Option<String>,
    project: Project,
    request: Request,
    /// Which chapters face which, in a book in two languages.
    facing: Option<Facing>,
    remarks: Vec<String>,
}

/// The books to make: one for each language, or one in two. The error is a message for the user.
fn books(editions: Vec<Edition>, parallel: Option<&Parallel>, request: Request) -> Result<Vec<Job>, String> {
    let Some(parallel) = parallel else {
        let job = |Edition { language, project }| Job {
            folder: language,
            project,
            request: request.clone(),
            facing: None,
            remarks: Vec::new(),
        };
        return Ok(editions.into_iter().map(job).collect());
    };
    let request = Parallel::request(request)?;
    let Both { folder, project, facing, remarks } = parallel.book(editions)?;
    Ok(vec![Job { folder: Some(folder), project, request, facing: Some(facing), remarks }])
}

/// Of which files of earlier builds a book leaves nothing: its folder, and what to ask of paths in it.
type Outdated = (Option<String>, Box<dyn Fn(&str) -> bool>);

fn is_outdated(books: &[Outdated], path: &str) -> bool {
    books.iter().any(|(folder, outdated)| match folder {
        Some(folder) => {
            path.strip_prefix(folder.as_str()).and_then(|rest| rest.strip_prefix('/')).is_some_and(outdated)
        }
        None => outdated(path),
    })
}

/// Makes one book in memory, within the limits of its site.
fn make(project: &Project, options: &Options, prefix: &str) -> Result<Made, Vec<Failure>> {
    let sizes = project.page_sizes().map(|(size, path)| (size, format!("{prefix}{path}")));
    let suspects = Suspects {
        pages: longest(sizes),
        theme: project.config.theme.as_ref().map(|theme| theme.value.clone()),
    };
    watched(|progress| {
        let exceeded = move |exceeded| give_up(&exceeded, &suspects);
        watchdog(&project.config.limits, progress, exceeded, |progress| {
            build::make(project, options, progress)
        })
    })
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
