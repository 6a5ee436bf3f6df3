;; What a user does in Emacs, by script: see run.py.  ACTION says what.  -*- lexical-binding: t -*-
(require 'cl-lib)
(require 'json)
(package-initialize) ; finds eglot where it is no part of Emacs
(require 'summary-upgrade)
(setq summary-upgrade-program (list (getenv "TOOL") "lsp")
      project-find-functions (list (lambda (dir) (cons 'transient dir)))
      python-indent-guess-indent-offset-verbose nil
      make-backup-files nil
      create-lockfiles nil
      flymake-no-changes-timeout 0.1)

; The user's answer when files are to be changed that no buffer shows.
(fset 'y-or-n-p (lambda (_prompt) t))

(defvar session-result nil)

(defun session-diagnostics ()
  "Line, column in characters, code and message of what Flymake shows."
  (mapcar (lambda (d)
            (save-excursion
              (goto-char (flymake-diagnostic-beg d))
              (let ((lsp (cdr (assoc 'eglot-lsp-diag (flymake-diagnostic-data d)))))
                (vector (line-number-at-pos) (current-column-in-characters) (plist-get lsp :code) (flymake-diagnostic-text d)))))
          (flymake-diagnostics)))

(defun current-column-in-characters ()
  (- (point) (line-beginning-position)))

(defun session-wait (what condition)
  (let ((end (+ (float-time) 30)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "Waited in vain for %s" what))
      (accept-process-output nil 0.05)
      (flymake-start))))

(defun session-has (code)
  (cl-some (lambda (d) (equal (aref d 2) code)) (session-diagnostics)))

(defun session-migrated ()
  (save-excursion (goto-char (point-min)) (not (search-forward "add_summary" nil t))))

(defun session-save ()
  (save-some-buffers t))

(defun session-act (action)
  (pcase action
    ("show" (push (cons 'diagnostics (vconcat (session-diagnostics))) session-result))
    ("quickfix"
     (search-forward "add_summary")
     ;; The user's choice from the menu.
     (cl-letf (((symbol-function 'completing-read)
                (lambda (_prompt items &rest _)
                  (push (cons 'offered (vconcat (mapcar #'car items))) session-result)
                  (car (cl-find-if (lambda (item) (string-prefix-p "Migrate this writer" (car item))) items))))
               (last-nonmenu-event 13))
       (eglot-code-actions (line-beginning-position) (line-end-position) nil t))
     (session-wait "the edit" #'session-migrated)
     (session-save)
     (session-wait "fresh diagnostics" (lambda () (null (flymake-diagnostics))))
     (push (cons 'after (vconcat (session-diagnostics))) session-result))
    ("fix-all"
     (summary-upgrade-fix-all)
     (session-wait "the edit" #'session-migrated)
     (session-save))
    ("unsaved"
     (search-forward "add_summary")
     (back-to-indentation)
     (insert "# ")
     (run-hooks 'post-command-hook)
     (eglot--signal-textDocument/didChange)
     (session-wait "fresh diagnostics" (lambda () (not (session-has "SU202"))))
     (push (cons 'diagnostics (vconcat (session-diagnostics))) session-result))
    ("workspace"
     (summary-upgrade-migrate-workspace)
     (session-wait "the edit" #'session-migrated)
     (session-save))))

(find-file "train.py")
(let ((eglot-sync-connect 30))
  (apply #'eglot (eglot--guess-contact)))
(session-wait "diagnostics" (lambda () (session-has "SU202")))
(goto-char (point-min))
(session-act (getenv "ACTION"))
(with-temp-file (getenv "RESULT")
  (insert (json-encode (or session-result '((done . t))))))
(let ((eglot-autoshutdown nil))
  (kill-emacs 0))
