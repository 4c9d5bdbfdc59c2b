//! The server: connections, bounded in number, size and time.
//!
//! One thread serves all connections, so that thousands of them cost no
//! threads; what takes long (laying out, drawing) is done by a few others. Of
//! those who come beyond [`CONNECTIONS`], the system keeps the first in its
//! queue and turns the rest away. A client that sends nothing, or takes
//! nothing, loses its place, and at once where somebody else wants it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use http_body_util::{BodyExt, Either, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tokio_io_timeout::TimeoutStream;

use super::guard::Guard;
use super::routes::{Answer, Answers};
use crate::files;
use crate::parallel::{self, lock};

/// How many connections there are at once.
const CONNECTIONS: usize = 128;
/// How many of them may wait for news for as long as they like.
const LISTENERS: usize = 32;
/// How many threads lay out and draw: one for each view, and some for the pages of those that are there.
const WORKERS: usize = 8;
/// How long a request's head, or its body, may take to arrive, and how long a
/// connection may be idle.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a connection may say nothing at its beginning while others want its place.
const SILENCE: Duration = Duration::from_millis(400);
/// How long a client may take nothing of what it asked for.
const SLOWEST: Duration = Duration::from_secs(10);
/// How often those who wait are told that the preview is still there, so that
/// those who have gone are noticed.
const PULSE: Duration = Duration::from_secs(20);
/// The longest head of a request, in bytes, and the longest body.
const LONGEST: usize = 16 * 1024;
/// How many ports are tried beyond the one that is wanted.
pub(super) const PORTS: u16 = 32;

/// What is sent: something whole, or news as they come.
type Body = Either<Full<Bytes>, Channel<Bytes>>;

/// Finds a port of this machine's own: `wanted`, or the first that is free of so many
/// behind it. 0 is any. The error is a message for the user.
pub fn listen(wanted: u16, more: u16) -> Result<(TcpListener, SocketAddr), String> {
    let mut last = None;
    for port in (0..=more).map_while(|more| wanted.checked_add(more)) {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => {
                let address = listener.local_addr().map_err(|error| error.to_string())?;
                listener.set_nonblocking(true).map_err(|error| error.to_string())?;
                return Ok((listener, address));
            }
            Err(error) => last = Some(error),
        }
    }
    let why = last.map(|error| files::reason(&error)).unwrap_or_default();
    Err(format!("no port from {wanted} to {} can be had: {why}", wanted.saturating_add(more)))
}

/// Serves until the process ends. The error is a message for the user.
pub fn serve(listener: TcpListener, guard: Guard, answers: Arc<Answers>) -> Result<Infallible, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(WORKERS)
        .thread_stack_size(parallel::STACK)
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(|error| error.to_string())?;
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let preview = Arc::new(Served { guard, answers, listeners: Arc::new(Semaphore::new(LISTENERS)) });
        let silent = Arc::new(Silent::default());
        for number in 0.. {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(_) => {
                    // Too many open files, or a client that went before it was served.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let place = loop {
                match tokio::time::timeout(silent.wait(), places.clone().acquire_owned()).await {
                    Ok(place) => break place.map_err(|error| error.to_string())?,
                    Err(_) => silent.end_first(),
                }
            };
            let heard = Heard { silent: silent.clone(), number };
            let task = tokio::spawn(connection(stream, preview.clone(), place, heard));
            lock(&silent.0).insert(number, (Instant::now(), task.abort_handle()));
        }
        unreachable!("there are more numbers than connections")
    })
}

/// What all connections share.
struct Served {
    guard: Guard,
    answers: Arc<Answers>,
    listeners: Arc<Semaphore>,
}

/// The connections from which no request has come, by their numbers, and when they came.
#[derive(Default)]
struct Silent(Mutex<BTreeMap<u64, (Instant, AbortHandle)>>);

impl Silent {
    /// How long somebody who wants a place leaves it to the one that came first.
    fn wait(&self) -> Duration {
        let first = lock(&self.0).values().next().map(|(since, _)| since.elapsed());
        first.map_or(PATIENCE, |silent| SILENCE.saturating_sub(silent))
    }

    /// Ends the one that came first: of many that say nothing, none keeps others waiting.
    fn end_first(&self) {
        if let Some((_, (_, first))) = lock(&self.0).pop_first() {
            first.abort();
        }
    }
}

/// A connection that is silent until it is heard, or ends.
struct Heard {
    silent: Arc<Silent>,
    number: u64,
}

impl Heard {
    fn now(&self) {
        lock(&self.silent.0).remove(&self.number);
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.now();
    }
}

async fn connection(
    stream: tokio::net::TcpStream,
    preview: Arc<Served>,
    _place: OwnedSemaphorePermit,
    heard: Heard,
) {
    // Small answers are not to wait for more.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(SLOWEST));
    let service = service_fn(move |request| {
        heard.now();
        let preview = preview.clone();
        async move { Ok::<_, Infallible>(preview.answer(request).await) }
    });
    // What goes wrong with a connection is between it and its client.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LONGEST)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
        .await;
}

impl Served {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (head, body) = request.into_parts();
        let path = match self.guard.admit(&head.method, &head.uri, &head.headers) {
            Ok(path) => path.to_owned(),
            // A stranger keeps no place.
            Err(status) => {
                let mut refusal = plain(Answer::refusal(status));
                set(&mut refusal, header::CONNECTION, "close");
                return refusal;
            }
        };
        if path == "events" && head.method == Method::GET {
            return self.events();
        }
        let query = head.uri.query().unwrap_or_default().to_owned();
        let sent = if head.method == Method::POST {
            let json = head.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
            if json != Some(b"application/json") {
                return plain(Answer::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE));
            }
            match tokio::time::timeout(PATIENCE, Limited::new(body, LONGEST).collect()).await {
                Ok(Ok(body)) => Some(body.to_bytes()),
                Ok(Err(_)) => return plain(Answer::refusal(StatusCode::PAYLOAD_TOO_LARGE)),
                Err(_) => return plain(Answer::refusal(StatusCode::REQUEST_TIMEOUT)),
            }
        } else {
            None
        };
        let answers = self.answers.clone();
        let work = tokio::task::spawn_blocking(move || answers.answer(&path, &query, sent.as_deref()));
        plain(work.await.unwrap_or_else(|_| Answer::refusal(StatusCode::INTERNAL_SERVER_ERROR)))
    }

    /// News as they come (HTML standard, server-sent events).
    fn events(&self) -> Response<Body> {
        let Ok(place) = self.listeners.clone().try_acquire_owned() else {
            return plain(Answer::refusal(StatusCode::SERVICE_UNAVAILABLE));
        };
        let (sender, channel) = Channel::new(2);
        tokio::spawn(tell(sender, self.answers.clone(), place));
        let mut response = Response::new(Either::Right(channel));
        set(&mut response, header::CONTENT_TYPE, "text/event-stream");
        guarded(&mut response, super::routes::NOTHING_ELSE);
        set(&mut response, header::CACHE_CONTROL, "no-store");
        response
    }
}

async fn tell(mut sender: Sender<Bytes>, answers: Arc<Answers>, _place: OwnedSemaphorePermit) {
    let mut told = 0;
    let mut news = answers.listen();
    loop {
        let mut lines = String::from("retry: 500\n");
        let (turn, drafts) = answers.news(told);
        for (number, draft) in drafts {
            lines += &format!("event: draft\ndata: {draft}\n\n");
            told = number;
        }
        lines += &format!("event: turn\ndata: {turn}\n\n");
        // A listener that takes nothing is not worth remembering news for.
        let sent = tokio::time::timeout(SLOWEST, sender.send_data(lines.into())).await;
        if !sent.is_ok_and(|sent| sent.is_ok()) {
            return;
        }
        if let Ok(Err(_)) = tokio::time::timeout(PULSE, news.changed()).await {
            return;
        }
    }
}

fn plain(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(answer.bytes)));
    *response.status_mut() = answer.status;
    set(&mut response, header::CONTENT_TYPE, answer.media);
    guarded(&mut response, answer.policy);
    // What is named by its looks never changes; everything else may.
    let caching = if answer.lasting { "private, max-age=31536000, immutable" } else { "no-store" };
    set(&mut response, header::CACHE_CONTROL, caching);
    if let Some(name) = &answer.download
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
    {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// What keeps a browser from doing anything but show the preview.
fn guarded(response: &mut Response<Body>, policy: &'static str) {
    set(response, header::CONTENT_SECURITY_POLICY, policy);
    set(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(response, header::REFERRER_POLICY, "no-referrer");
    set(response, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(response, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &'static str) {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
}
