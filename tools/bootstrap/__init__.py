"""Set-up: brings everything that the program needs onto a bare machine, then hands over to `inspect_app.cli`.

Promises: standard library only; each step says one plain Chinese line when it does something and costs
milliseconds when there is nothing to do; a step counts as done when its stamp in `.setup/` fits its inputs *and*
its result is really there, so an interrupted run is simply run again. Does not: touch the data folder.
"""
