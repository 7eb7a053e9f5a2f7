import ArgumentParser
import Foundation

// Exit status: 0 done, 1 failed, 2 wrong usage.
Interruption.install()
do {
  var command = try HSpace.parseAsRoot()
  try command.run()
} catch {
  exit(Failure.report(error))
}
