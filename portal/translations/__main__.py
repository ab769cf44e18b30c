from portal.pages.catalogue import make_template

make_template()
