import Foundation

// Exit status: 0 everything within its limit, 1 something not or not run, 2 wrong usage.
do {
  let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
  let tally = Tally()
  let networks = Networks(arguments)
  for folder in arguments.folders { CaseRunner(networks, tally).run(folder) }
  exit(tally.finish() ? 0 : 1)
} catch {
  FileHandle.standardError.write(Data("hspace-golden: \(error.sentence)\n".utf8))
  exit(2)
}
