;;; summary-upgrade.el --- TensorFlow 1 summaries to TensorFlow 2, with eglot  -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "27.1") (eglot "1.9"))

;;; Commentary:

;; (require 'summary-upgrade)
;; (add-hook 'python-mode-hook #'eglot-ensure)
;;
;; Eglot talks to one server for a buffer.  Where Python files have another one already, do not load this for all of them: set
;; `eglot-server-programs' in the .dir-locals.el of the project that is migrated, or call `C-u M-x eglot' there.

;;; Code:

(require 'eglot)

(defgroup summary-upgrade nil
  "Moves TensorFlow 1 summaries to TensorFlow 2."
  :group 'tools)

(defcustom summary-upgrade-program '("summary-upgrade" "lsp")
  "The language server's program and arguments."
  :type '(repeat string))

(add-to-list 'eglot-server-programs
             (cons 'python-mode (lambda (&rest _) summary-upgrade-program)))

(defun summary-upgrade-fix-all ()
  "Migrate all summaries of this file, where that is safe."
  (interactive)
  (eglot-code-actions (point-min) (point-max) "source.fixAll.summaryUpgrade" t))

(defun summary-upgrade-migrate-workspace ()
  "Migrate all summaries of the project, where that is safe."
  (interactive)
  (jsonrpc-request (eglot--current-server-or-lose) :workspace/executeCommand
                   '(:command "summaryUpgrade.migrateWorkspace" :arguments [])))

(provide 'summary-upgrade)
;;; summary-upgrade.el ends here
