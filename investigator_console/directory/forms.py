"""The forms of the directory."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from investigator_console.directory.editing import CHOICES, FLAGS
from investigator_console.directory.wording import choice_labels, sector_choices, status_choices
from policies import Policies


def _choice() -> SelectField:
    return SelectField(validate_choice=True, default="")


class EntryForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """One entry."""

    name = StringField(
        validators=[DataRequired(message=lazy_gettext("Give the service a name.")), Length(max=500)]
    )
    organisation = StringField(validators=[Length(max=500)])
    description = TextAreaField(validators=[Length(max=5000)])
    status = _choice()
    sectors = SelectMultipleField(validate_choice=True)
    visibility = _choice()
    urgent_window_h = _choice()
    capacity = _choice()
    referral_form = _choice()
    contact_route = StringField(validators=[Length(max=500)])
    phones = TextAreaField(validators=[Length(max=2000)])
    email = StringField(validators=[Length(max=300)])
    url = StringField(validators=[Length(max=500)])
    hours = TextAreaField(validators=[Length(max=2000)])
    areas = TextAreaField(validators=[Length(max=5000)])
    languages = StringField(validators=[Length(max=300)])
    address = StringField(validators=[Length(max=500)])
    cost_to_person = StringField(validators=[Length(max=300)])
    mandatory_reporting = StringField(validators=[Length(max=500)])
    provider_of_last_resort = StringField(validators=[Length(max=100)])
    alert = StringField(validators=[Length(max=500)])
    application_process = TextAreaField(validators=[Length(max=2000)])

    hotline_24_7 = BooleanField()
    walk_in = BooleanField()
    female_staff = BooleanField()
    child_friendly = BooleanField()
    serves_men_boys = BooleanField()
    lgbti_safe = BooleanField()
    cmr_trained = BooleanField()
    pep_stock = BooleanField()
    ec_stock = BooleanField()
    confidentiality_agreement = BooleanField()
    transport_support = BooleanField()
    id_needed = BooleanField()
    police_report_needed = BooleanField()
    safe_to_publish_address = BooleanField()

    @classmethod
    def for_policies(cls, policies: Policies, values: dict[str, object] | None = None) -> "EntryForm":
        """The form with the policy's choices; `values` fill it where nothing was posted."""
        form = cls(data=values)
        form.status.choices = status_choices()
        form.sectors.choices = sector_choices(policies)
        for name in CHOICES:
            form[name].choices = choice_labels(name)
        return form

    @property
    def flags(self) -> list[Field]:
        """The yes-or-no questions, in order."""
        return [self[name] for name in FLAGS]


class FileForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A file to take in, and the passphrase of a colleague's bundle where it has one."""

    file = FileField()
    passphrase = StringField()


class BundleForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """Signing a bundle: with a passphrase it also holds what only victim care sees."""

    passphrase = StringField(validators=[Length(max=200)])


class ActForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A button: nothing but the token."""
