import Program
import ProgramFixtures

/// Why a body failed; nil if it did not.
func fault<T>(_ body: () throws -> T) -> ProgramError.Reason? {
  do {
    _ = try body()
    return nil
  } catch let error as ProgramError {
    return error.reason
  } catch {
    fatalError("\(error)")
  }
}

/// Why a graph can't be planned, and at which operation.
func planFault(_ graph: Graph, height: Int = 0, width: Int = 0) -> Fault? {
  do {
    _ = try LoadedGraph(graph).plan(height: height, width: width)
    return nil
  } catch let error as ProgramError {
    return Fault(reason: error.reason, operation: error.operation)
  } catch {
    fatalError("\(error)")
  }
}

struct Fault: Equatable {
  let reason: ProgramError.Reason
  var operation = -1
}
