//! One workload on some connections, from its preparation to a look at what it wrote.
use crate::connection::{Connection, Target};
use crate::naming::{Names, Naming, Step};
use crate::options::Options;
use crate::processor;
use crate::pump::{Outcome, Plan, Pump};
use crate::report::{Report, say, wait_for_word};
use crate::transfer::{Transfer, open_existing};
use crate::workload::Workload;

pub struct Task {
    work: String,
    /// A file, or the folder of those that the work is about.
    path: String,
    size: u32,
    file_bytes: u64,
    connections: usize,
    depth: usize,
    seconds: f64,
    count: u64,
    checks: bool,
    /// In the names of what is made, so that no run meets another's.
    tag: String,
    files: u64,
    /// Opens to hold beside the work.
    held: usize,
}

impl Task {
    pub fn parse(options: &mut Options) -> Result<Task, String> {
        Ok(Task {
            work: options.text("work", ""),
            path: options.text("path", ""),
            size: options.number("size", 1 << 20)?,
            file_bytes: options.number("file-bytes", 256 << 20)?,
            connections: options.number("connections", 1)?,
            depth: options.number("depth", 1)?,
            seconds: options.number("seconds", 3.0)?,
            count: options.number("count", 0)?,
            checks: options.text("verify", "no") == "yes",
            tag: options.text("tag", "n"),
            files: options.number("files", 1)?,
            held: options.number("held", 0)?,
        })
    }

    fn plan(&self) -> Plan {
        Plan { depth: self.depth, seconds: self.seconds, count: self.count, checks: self.checks }
    }
}

pub fn run(target: &Target, task: Task) -> Result<(), String> {
    let text = |problem: std::io::Error| problem.to_string();
    let connections: Result<Vec<Connection>, _> =
        (0..task.connections).map(|_| Connection::open(target)).collect();
    let mut connections = connections.map_err(text)?;
    for (number, connection) in connections.iter_mut().enumerate() {
        // Held until the connection ends: what a server does about many opens is what is measured.
        let held = (number..task.held).step_by(task.connections);
        let paths = held.map(|index| format!("{}\\f{:06}", task.path, index as u64 % task.files));
        connection.open_all(paths).map_err(text)?;
    }
    let steps: &'static [Step] = match task.work.as_str() {
        "read" => return transfer(&task, connections, Kind { ..Kind::default() }),
        "read-random" => return transfer(&task, connections, Kind { is_random: true, ..Kind::default() }),
        "write" => return transfer(&task, connections, Kind { writes: 100, ..Kind::default() }),
        "write-random" => {
            return transfer(&task, connections, Kind { writes: 100, is_random: true, ..Kind::default() });
        }
        "write-flush" => {
            return transfer(&task, connections, Kind { writes: 100, is_random: true, flushes: true, ..Kind::default() });
        }
        "mixed" => {
            let kind = Kind { writes: 30, is_random: true, opens_each: 16, is_folder: true, ..Kind::default() };
            return transfer(&task, connections, kind);
        }
        "open-close" | "open-close-each" => &[Step::OpenToRead, Step::Close],
        "look" | "look-each" => &[Step::Look],
        "list" => &[Step::OpenFolder, Step::List, Step::Close],
        "create-delete" => {
            &[Step::Make, Step::Write, Step::Close, Step::OpenToDelete, Step::DeleteWhenClosed, Step::Close]
        }
        "create" => &[Step::Make, Step::Close],
        "rename" => &[Step::OpenToDelete, Step::Rename, Step::Close],
        "delete" => &[Step::OpenToDelete, Step::DeleteWhenClosed, Step::Close],
        other => return Err(format!("there is no work {other}")),
    };
    let names = match task.work.as_str() {
        "open-close" | "look" => Names::One,
        "create" | "create-delete" => Names::Fresh { tag: task.tag.clone() },
        _ => Names::Existing { count: task.files },
    };
    let entries = task.checks.then_some(task.files);
    let naming = Naming { steps, names, folder: task.path.clone(), size: task.size, entries };
    measure(&task, naming, connections).map(|_| ())
}

#[derive(Default)]
struct Kind {
    writes: u32,
    is_random: bool,
    flushes: bool,
    opens_each: u32,
    /// Each connection has a file of its own in a folder.
    is_folder: bool,
}

fn transfer(task: &Task, mut connections: Vec<Connection>, kind: Kind) -> Result<(), String> {
    let mut files = Vec::new();
    let mut paths = Vec::new();
    for (index, connection) in connections.iter_mut().enumerate() {
        let path = if kind.is_folder {
            format!("{}\\f{:06}", task.path, index as u64 % task.files)
        } else {
            task.path.clone()
        };
        files.push(open(connection, &path).map_err(|problem| format!("{path}: {problem}"))?);
        paths.push(path);
    }
    let work = Transfer {
        size: task.size,
        file_bytes: task.file_bytes,
        is_random: kind.is_random,
        writes: kind.writes,
        flushes: kind.flushes,
        opens_each: kind.opens_each,
        files,
        paths,
        cursors: vec![0; connections.len()],
        written: Vec::new(),
        places: None,
    };
    let (work, connections) = measure(task, work, connections)?;
    if task.checks && kind.writes == 100 {
        read_back(task, work, connections)?;
    }
    Ok(())
}

/// What was written has to be there.
fn read_back(task: &Task, work: Transfer, connections: Vec<Connection>) -> Result<(), String> {
    let mut places = work.written.clone();
    places.sort_unstable();
    places.dedup();
    let count = places.len() as u64;
    let reader = Transfer { writes: 0, flushes: false, places: Some(places), ..work };
    let plan = Plan { count, seconds: 60.0, ..task.plan() };
    let pump = Pump::new(reader, plan, connections).map_err(|problem| problem.to_string())?;
    let (outcome, _, _) = pump.run().map_err(|problem| problem.to_string())?;
    if outcome.units != count || !outcome.broken.is_empty() {
        return Err(format!("{} of {count} pieces are as they were written: {:?}", outcome.units, outcome.broken));
    }
    say(&format!("{{\"readBack\":{count}}}"));
    Ok(())
}

fn open(connection: &mut Connection, path: &str) -> std::io::Result<crate::request::FileId> {
    connection.request.clear();
    connection.request.create(&open_existing(path));
    connection.call_well("CREATE", |reply| reply.file_id())
}

fn measure<W: Workload>(task: &Task, work: W, connections: Vec<Connection>) -> Result<(W, Vec<Connection>), String> {
    let pump = Pump::new(work, task.plan(), connections).map_err(|problem| problem.to_string())?;
    say("{\"ready\":true}");
    wait_for_word();
    let before = processor::seconds();
    let (outcome, work, connections) = pump.run().map_err(|problem| problem.to_string())?;
    let Outcome { units, bytes, seconds, latency, failures, broken } = &outcome;
    let cpu_seconds = processor::seconds() - before;
    let (units, bytes, seconds) = (*units, *bytes, *seconds);
    Report { units, bytes, seconds, cpu_seconds, latency, failures, broken }.print();
    wait_for_word();
    Ok((work, connections))
}
