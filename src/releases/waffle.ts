import type { WaffleToggle } from "./dialect.ts";

const flag = (name: string, on = true): WaffleToggle => ({ name, kind: "flag", on });

/** Turned on by the initialisation of every release so far. */
export const inEveryRelease: readonly WaffleToggle[] = [
  { name: "completion.enable_completion_tracking", kind: "switch", on: true },
  flag("learner_home_mfe.enabled"),
  flag("course_home.course_home_mfe_progress_tab"),
  flag("discussions.enable_discussions_mfe"),
  flag("discussions.enable_learners_tab_in_discussions_mfe"),
  flag("discussions.enable_moderation_reason_codes"),
  flag("discussions.enable_reported_content_email_notifications"),
  flag("discussions.enable_learners_stats"),
  flag("discussions.enable_new_structure_discussions"),
  flag("openresponseassessment.enhanced_staff_grader"),
];

/** The sidebar of a course, from Redwood on; Redwood itself leaves the navigation off. */
export const courseSidebar = (navigation: boolean): readonly WaffleToggle[] => [
  flag("courseware.enable_navigation_sidebar", navigation),
  flag("courseware.always_open_auxiliary_sidebar", false),
];

/** Account and profile as micro-frontends: flags until Sumac, the only way afterwards. */
export const accountRedirects: readonly WaffleToggle[] = [
  flag("account.redirect_to_microfrontend"),
  flag("learner_profile.redirect_to_microfrontend"),
];

export const copyAndPasteUnits = flag("contentstore.enable_copy_paste_units");

/** The editors of Studio that became micro-frontends: flags until Teak. */
export const newEditors = (on: boolean): readonly WaffleToggle[] => [
  flag("discussions.pages_and_resources_mfe"),
  flag("new_core_editors.use_new_text_editor", on),
  flag("new_core_editors.use_new_video_editor", on),
  flag("new_core_editors.use_new_problem_editor", on),
];

const page = (name: string) => flag(`contentstore.new_studio_mfe.use_new_${name}`);

/** The pages of Studio that became micro-frontends: flags until Teak. */
export const newStudioPages: readonly WaffleToggle[] = [
  page("advanced_settings_page"),
  page("certificates_page"),
  page("course_outline_page"),
  page("course_team_page"),
  page("custom_pages"),
  page("export_page"),
  page("files_uploads_page"),
  page("grading_page"),
  page("group_configurations_page"),
  page("import_page"),
  page("schedule_details_page"),
  page("textbooks_page"),
  page("updates_page"),
  flag("new_studio_mfe.use_new_home_page"),
  flag("new_studio_mfe.use_tagging_taxonomy_list_page"),
];

export const newUnitPage = page("unit_page");
