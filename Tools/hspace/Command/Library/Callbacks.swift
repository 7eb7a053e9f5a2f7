import CHSpace

/// A run's callbacks behind C function pointers.
package final class Callbacks {
  private let run: Run

  package init(_ run: Run) { self.run = run }

  /// Enters the callbacks that the run has; this object must outlive the options.
  package func install(_ options: inout hsp_run_options) {
    // The caller keeps the object while the options are used.
    let user = unsafe Unmanaged.passUnretained(self).toOpaque()
    if run.progress != nil {
      unsafe options.progress = { user, step in
        unsafe Callbacks.run(of: user).progress?(step.pointee) ?? true ? 0 : 1
      }
      unsafe options.progress_user = user
    }
    if let statistics = run.statistics {
      // The run keeps the statistics as long as this object.
      unsafe options.hook = hsp_statistics_hook
      unsafe options.hook_user = UnsafeMutableRawPointer(statistics.handle)
    } else if run.changeH != nil {
      unsafe options.hook = { user, step, h, count in
        // The library passes count values of h, free to change.
        let values = unsafe UnsafeMutableBufferPointer(start: h, count: count)
        let run = unsafe Callbacks.run(of: user)
        unsafe run.readH?(step.pointee, values.span)
        let changed = unsafe run.changeH?(step.pointee, Array(values))
        guard let changed, changed.count == count else { return HSP_HOOK_KEEP }
        unsafe h.update(from: changed, count: count)
        return HSP_HOOK_CHANGE
      }
      unsafe options.hook_user = user
    } else if run.readH != nil {
      unsafe options.hook = { user, step, h, count in
        // The library passes count values of h.
        let values = unsafe UnsafeBufferPointer(start: h, count: count)
        unsafe Callbacks.run(of: user).readH?(step.pointee, values.span)
        return HSP_HOOK_KEEP
      }
      unsafe options.hook_user = user
    }
    if run.noise != nil {
      unsafe options.noise = { user, step, values, count in
        let noise = unsafe Callbacks.run(of: user).noise?(step.pointee, count)
        guard let noise, noise.count == count else { return 1 }
        // The library passes room for count values.
        unsafe values.update(from: noise, count: count)
        return 0
      }
      unsafe options.noise_user = user
    }
    if run.code != nil {
      unsafe options.code = { user, step, entry, values, count in
        // The library passes count values.
        let values = unsafe Array(UnsafeBufferPointer(start: values, count: count))
        let run = unsafe Callbacks.run(of: user)
        return unsafe run.code?(step.pointee, Int(entry), values) ?? true ? 0 : 1
      }
      unsafe options.code_user = user
    }
  }

  private static func run(of user: UnsafeMutableRawPointer?) -> Run {
    guard let user = unsafe user else { preconditionFailure("install gave the library a user") }
    // install put the object there, and it outlives the run.
    return unsafe Unmanaged<Callbacks>.fromOpaque(user).takeUnretainedValue().run
  }
}
