//! One run at a time: an operating-system lock, which a crashed run cannot leave behind.

use crate::error::Error;
use std::fs::{File, OpenOptions};
use std::path::Path;

/// Holds the lock of an output folder until dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of an output folder, which is made where it does not exist. While another run holds it, `wait`
    /// is told once, and then this one waits; without `wait` it leaves with an error.
    pub fn take(output: &Path, wait: Option<&dyn Fn()>) -> Result<Self, Error> {
        std::fs::create_dir_all(output).map_err(|e| Error::output(output, e))?;
        let path = output.join(".lock");
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| Error::output(&path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => match wait {
                Some(told) => {
                    told();
                    file.lock().map_err(|e| Error::output(&path, e))?;
                    Ok(Self { _file: file })
                }
                None => Err(Error::Locked { path: output.to_owned() }),
            },
            Err(std::fs::TryLockError::Error(e)) => Err(Error::output(&path, e)),
        }
    }
}

/// Whether an output folder can be written and no other run holds it; leaves nothing behind.
pub fn free(output: &Path) -> Result<(), Error> {
    if output.exists() && !output.is_dir() {
        let cause = std::io::Error::from(std::io::ErrorKind::NotADirectory);
        return Err(Error::output(output, cause));
    }
    if let Ok(file) = OpenOptions::new().read(true).write(true).open(output.join(".lock"))
        && let Err(std::fs::TryLockError::WouldBlock) = file.try_lock()
    {
        return Err(Error::Locked { path: output.to_owned() });
    }
    // a file without a name, which is gone when it is closed
    let whole = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
    let there = whole.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    tempfile::tempfile_in(there).map(drop).map_err(|e| Error::output(output, e))
}
